"use strict";

const XAPI = require("@xapi/xapi");
const { learner, play, service } = require("./play");

const { endpoint, username, password } = service;
const xapi = new XAPI({
  endpoint,
  auth: XAPI.toBasicAuth(username, password),
  adapter: process.argv[2],
});

const data = ({ data }) => data;
const place = ({ kind, id, activity, ...rest }) => ({
  ...rest,
  activityId: activity,
  [kind === "State" ? "stateId" : "profileId"]: id,
});
const condition = ({ kind, etag }) => {
  if (etag) return { etag, matchHeader: "If-Match" };
  return kind === "State" ? {} : { etag: "*", matchHeader: "If-None-Match" };
};
const send = (verb) => ({ content, type, ...document }) =>
  xapi[`${verb}${document.kind}`]({
    ...place(document),
    ...condition(document),
    [document.kind === "State" ? "state" : "profile"]: content,
    contentType: type,
  }).then(() => null);

play({
  about: () => xapi.getAbout().then(data).then(({ version }) => version),
  save: (statement) => xapi.sendStatement({ statement }).then(data),
  saveBatch: (statements) => xapi.sendStatements({ statements }).then(data),
  get: (statementId) => xapi.getStatement({ statementId }).then(data),
  getVoided: (voidedStatementId) => xapi.getVoidedStatement({ voidedStatementId }).then(data),
  query: (filters) => xapi.getStatements(filters).then(data),
  more: (more) => xapi.getMoreStatements({ more }).then(data),
  void: (statementId) => xapi.voidStatement({ actor: learner, statementId }).then(data).then(([id]) => id),

  putDocument: send("set"),
  postDocument: send("create"),
  getDocument: async (document) => {
    const { data: content, headers } = await xapi[`get${document.kind}`](place(document));
    return { content, type: headers["content-type"], etag: headers.etag };
  },
  documentIds: (context) => xapi[`get${context.kind}s`](place(context)).then(data),
  deleteDocument: (document) => xapi[`delete${document.kind}`](place(document)).then(() => null),
  deleteAllState: (context) => xapi.deleteStates(place(context)).then(() => null),

  saveWithAttachments: ({ statement, contents }) => {
    const attachments = contents.map((content) => new Uint8Array(Buffer.from(content, "base64")).buffer);
    return xapi.sendStatement({ statement, attachments }).then(data);
  },
  getAttachments: async (statementId) => {
    const [, ...contents] = await xapi.getStatement({ statementId, attachments: true }).then(data);
    return contents.map((content) => Buffer.from(content).toString("base64"));
  },
  getActivity: (activityId) => xapi.getActivity({ activityId }).then(data),
  getAgent: (agent) => xapi.getAgent({ agent }).then(data),
});
