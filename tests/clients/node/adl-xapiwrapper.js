"use strict";

const { XAPIWrapper } = require("adl-xapiwrapper");
const { learner, play, service } = require("./play");

const VOIDED = { id: "http://adlnet.gov/expapi/verbs/voided", display: { "en-US": "voided" } };
const { endpoint: url, username: user, password: pass } = service;
const wrapper = new XAPIWrapper({ url, auth: { user, pass } });

// Calls a method and returns its response, whose body it leaves as text.
const ask = (method, ...parameters) =>
  new Promise((resolve, reject) =>
    wrapper[method](...parameters, (error, response) => {
      if (error) return reject(error);
      return response.statusCode < 300 ? resolve(response) : reject(new Error(response.body));
    }));
const parsed = ({ body }) => JSON.parse(body);

// The three kinds of documents differ in the parameters that come before the document's own.
const place = ({ kind, agent, activity, id }) =>
  ({
    State: [activity, agent, id, null],
    AgentProfile: [agent, id],
    ActivityProfile: [activity, id],
  })[kind];
const send = (unless) => ({ content, etag, ...document }) =>
  ask(`send${document.kind}`, ...place(document), content, etag, unless).then(() => null);

play({
  about: () => new Promise((resolve) => wrapper.testConfig(resolve)),
  save: (statement) => ask("sendStatements", statement).then(parsed),
  saveBatch: (statements) => ask("sendStatements", statements).then(parsed),
  get: (statementId) => ask("getStatements", { statementId }, null).then(parsed),
  getVoided: (voidedStatementId) => ask("getStatements", { voidedStatementId }, null).then(parsed),
  query: ({ agent, ...filters }) => {
    const wanted = agent ? { ...filters, agent: JSON.stringify(agent) } : filters;
    return ask("getStatements", wanted, null).then(parsed);
  },
  more: (more) => ask("getStatements", null, more).then(parsed),
  void: async (id) => {
    const object = { objectType: "StatementRef", id };
    const [voiding] = parsed(await ask("sendStatements", { actor: learner, verb: VOIDED, object }));
    return voiding;
  },

  putDocument: send("*"),
  postDocument: send(null),
  getDocument: async (document) => {
    const { body, headers } = await ask(`get${document.kind}`, ...place(document), null);
    const type = headers["content-type"];
    return { content: type === "application/json" ? JSON.parse(body) : body, type, etag: headers.etag };
  },
  documentIds: (context) => ask(`get${context.kind}`, ...place(context), null).then(parsed),

  getActivity: (id) => ask("getActivities", id).then(parsed),
  getAgent: (agent) => ask("getAgents", agent).then(parsed),
});
