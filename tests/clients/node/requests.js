"use strict";
// Notes every request that this process sends, as it goes over the wire: whatever a library does to it on the
// way is seen here, and its preflights too.

const { subscribe } = require("node:diagnostics_channel");

const seen = [];

const note = ({ request, response }) =>
  seen.push({
    method: request.method,
    path: request.path,
    type: typeHeader(request),
    status: response.statusCode,
  });

// http has a method for it; fetch gives a list of names and values, or in later versions of Node one text.
function typeHeader(request) {
  if (request.getHeader) return request.getHeader("content-type") ?? null;
  const lines = Array.isArray(request.headers) ? request.headers : request.headers.split(/: |\r\n/);
  const at = lines.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === "content-type");
  return at < 0 ? null : lines[at + 1];
}

subscribe("http.client.response.finish", note);
subscribe("undici:request:headers", note);

// Returns what was sent since it was called last.
exports.taken = () => seen.splice(0);
