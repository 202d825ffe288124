"use strict";

const TinCan = require("tincanjs");
const { play } = require("./play");
const { operations } = require("./tincanjs-operations");

play(operations({ TinCan, Uint8Array }));
