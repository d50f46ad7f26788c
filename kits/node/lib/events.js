'use strict';
// What changes in an emulator, told as it happens: server-sent events, docs/control-api.md, "Watching".

/** @typedef {{event: string, id: string, data: any}} Event */

/**
 * Read server-sent events off a stream of text.
 *
 * @param {AsyncIterable<string>} parts
 * @returns {AsyncGenerator<Event, void, void>}
 */
async function* events(parts) {
  let rest = '';
  for await (const part of parts) {
    const blocks = (rest + part).split('\n\n');
    rest = /** @type {string} */ (blocks.pop());
    for (const block of blocks) {
      const event = read(block);
      if (event) yield event;
    }
  }
}

/**
 * @param {string} block
 * @returns {Event | undefined} nothing for a comment, which only shows that the stream is alive
 */
function read(block) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const line of block.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name) fields[name] = name in fields ? `${fields[name]}\n${value}` : value;
  }
  if (!fields.event) return undefined;
  return { event: fields.event, id: fields.id ?? '', data: fields.data ? JSON.parse(fields.data) : null };
}

module.exports = { events };
