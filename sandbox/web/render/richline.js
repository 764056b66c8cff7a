// A rich message as one line of letters.
// Refuses to build nodes.

/** The letters of a rich message in one line. */
export function richLine(message) {
  const parts = [];
  const walk = (value) => {
    if (typeof value === "string") parts.push(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (value) READ.forEach((key) => value[key] !== undefined && walk(value[key]));
    if (value?.type || value?.align) parts.push(" ");
  };
  walk(message.blocks ?? []);
  return parts.join("").replace(/\s+/g, " ").trim();
}

const READ = ["summary", "text", "expression", "items", "cells", "blocks"];
