"use strict";
// Plays a scenario: reads steps from standard input, a line each, ["operation", argument], and answers each
// with a line: what the client library made of it, and the requests that it sent.

const { createInterface } = require("node:readline");
const { taken } = require("./requests");

// What a launch by an LMS would name.
exports.service = {
  endpoint: process.env.ENDPOINT,
  username: process.env.KEY,
  password: process.env.SECRET,
};

exports.learner = { objectType: "Agent", mbox: "mailto:amara.okafor@hospital.example" };

exports.play = async (operations) => {
  for await (const line of createInterface({ input: process.stdin })) {
    const [operation, argument] = JSON.parse(line);
    const outcome = await attempt(operations[operation], argument);
    process.stdout.write(`${JSON.stringify({ ...outcome, requests: taken() })}\n`);
  }
};

async function attempt(operation, argument) {
  try {
    return { value: (await operation(argument)) ?? null };
  } catch (error) {
    return { error: String(error?.stack ?? error) };
  }
}
