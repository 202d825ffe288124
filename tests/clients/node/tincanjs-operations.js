"use strict";
// What TinCanJS can do. Its builds for Node and for browsers offer the same, and send it in different ways.

const { learner, service } = require("./play");

// The address that an LMS opens. TinCanJS sends the parameters that it does not know with every request.
const LAUNCH = `https://content.example/module.html?${new URLSearchParams({
  endpoint: service.endpoint,
  auth: `Basic ${Buffer.from(`${service.username}:${service.password}`).toString("base64")}`,
  actor: JSON.stringify(learner),
  content_token: "tok1",
  externalRegistration: "x1",
})}`;

exports.LAUNCH = LAUNCH;

// TinCanJS hashes only what the Uint8Array of its own page or process has made.
exports.operations = ({ TinCan, Uint8Array }) => {
  const tincan = new TinCan({ url: LAUNCH });
  const [lrs] = tincan.recordStores;

  // Calls a method of the LRS; its last argument takes the options and the callback.
  const ask = (method, before, options = {}) =>
    new Promise((resolve, reject) => {
      const callback = (error, result) => (error === null ? resolve(result) : reject(new Error(error)));
      lrs[method](...before, { ...options, callback });
    });

  const read = (json) => new TinCan.Statement(json, { doStamp: false });
  const page = ({ statements, more }) => ({ statements: statements.map((one) => one.asVersion()), more });
  const place = ({ agent, activity, ...rest }) => ({
    ...rest,
    agent: agent && new TinCan.Agent(agent),
    activity: activity && new TinCan.Activity({ id: activity }),
  });
  const save = (method) => ({ kind, id, content, type, etag, ...context }) =>
    ask(`save${kind}`, [id, content], {
      ...place(context),
      contentType: type,
      lastSHA1: etag,
      method,
    }).then(() => null);

  return {
    about: async () => (await ask("about", [])).version,
    save: async (json) => JSON.parse((await ask("saveStatement", [read(json)])).responseText || "null"),
    saveBatch: async (batch) => JSON.parse((await ask("saveStatements", [batch.map(read)])).responseText),
    get: async (id) => (await ask("retrieveStatement", [id])).asVersion(),
    getVoided: async (id) => (await ask("retrieveVoidedStatement", [id])).asVersion(),
    query: async ({ agent, ...params }) => {
      const filters = agent ? { ...params, agent: new TinCan.Agent(agent) } : params;
      return page(await ask("queryStatements", [], { params: filters }));
    },
    more: async (url) => page(await ask("moreStatements", [], { url })),
    void: (id) =>
      new Promise((resolve, reject) => {
        const done = ([{ err }], voiding) => (err === null ? resolve(voiding.id) : reject(new Error(err)));
        tincan.voidStatement(id, done, {});
      }),

    putDocument: save("PUT"),
    postDocument: save("POST"),
    getDocument: async ({ kind, id, ...context }) => {
      const found = await ask(`retrieve${kind}`, [id], place(context));
      return found && { content: found.contents, type: found.contentType, etag: found.etag };
    },
    documentIds: ({ kind, ...context }) => ask(`retrieve${kind}Ids`, [], place(context)),
    deleteDocument: ({ kind, id, ...context }) => ask(`drop${kind}`, [id], place(context)).then(() => null),
    deleteAllState: (context) => ask("dropState", [null], place(context)).then(() => null),

    saveWithAttachments: ({ statement, contents }) => {
      const attached = read(statement);
      attached.attachments.forEach((attachment, index) =>
        attachment.setContent(new Uint8Array(Buffer.from(contents[index], "base64")).buffer));
      return ask("saveStatement", [attached]).then(() => null);
    },
    getAttachments: async (id) => {
      const found = await ask("retrieveStatement", [id], { params: { attachments: true } });
      return found.attachments.map(({ content }) => Buffer.from(content).toString("base64"));
    },
    queryAttachments: async (filters) => {
      const { statements } = await ask("queryStatements", [], { params: { ...filters, attachments: true } });
      return statements.map(({ attachments }) =>
        (attachments ?? []).map(({ content }) => Buffer.from(content).toString("base64")));
    },
    getActivity: async (id) => (await ask("retrieveActivity", [id])).asVersion(),
  };
};
