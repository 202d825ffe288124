"use strict";
// Notes every request that this process sends, as it goes over the wire: whatever a library does to it on the
// way is seen here, and its preflights too.

const { subscribe } = require("node:diagnostics_channel");

const seen = [];
const note = ({ request: { method, path }, response: { statusCode: status } }) =>
  seen.push({ method, path, status });

subscribe("http.client.response.finish", note);
subscribe("undici:request:headers", note); // fetch

// Returns what was sent since it was called last.
exports.taken = () => seen.splice(0);
