"use strict";
// TinCanJS in a page of another origin than the service's: jsdom asks for leave as a browser does.

const { readFileSync } = require("node:fs");
const { JSDOM } = require("jsdom");
const { play } = require("./play");
const { LAUNCH, operations } = require("./tincanjs-operations");

const { window } = new JSDOM("", { url: LAUNCH, runScripts: "outside-only" });
window.eval(readFileSync(require.resolve("tincanjs/build/tincan.js"), "utf8"));

play(operations(window));
