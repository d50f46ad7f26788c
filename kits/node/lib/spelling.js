'use strict';
// How are moments and spans written for the control API? ISO 8601 in UTC, and spans like PT1H. How is it read where it is?

const { types } = require('node:util');

/** Milliseconds of each part that a span may have. */
const PARTS = { weeks: 604_800_000, days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000, milliseconds: 1 };

/**
 * Spell a moment; a text goes as it is, since the emulator reads more forms than a `Date` does.
 *
 * @param {import('./documents').Moment} moment
 * @returns {string}
 */
function spellMoment(moment) {
  if (typeof moment === 'string') return moment;
  // A Date of another realm (jest runs tests in one of their own) is no instance of ours.
  if (types.isDate(moment)) return moment.toISOString();
  throw new TypeError(`A moment is a Date or a text in ISO 8601, not ${String(moment)}.`);
}

/**
 * Spell a span: a text goes as it is, a number is milliseconds as everywhere in node.
 *
 * @param {import('./documents').Span} span
 * @returns {string}
 */
function spellSpan(span) {
  if (typeof span === 'string') return span;
  const milliseconds = typeof span === 'number' ? span : sum(span);
  if (!Number.isFinite(milliseconds) || milliseconds < 0) {
    throw new RangeError(`A span is a number of milliseconds that is not negative, not ${milliseconds}.`);
  }
  const whole = Math.round(milliseconds);
  const fraction = whole % 1_000 ? `.${String(whole % 1_000).padStart(3, '0')}` : '';
  return `PT${Math.floor(whole / 1_000)}${fraction}S`;
}

/** @param {import('./documents').SpanParts} parts */
function sum(parts) {
  if (parts === null || typeof parts !== 'object') throw new TypeError(`A span is not ${String(parts)}.`);
  let milliseconds = 0;
  for (const [name, value] of Object.entries(parts)) {
    if (!Object.hasOwn(PARTS, name)) {
      throw new TypeError(`A span has ${Object.keys(PARTS).join(', ')}, but no '${name}'.`);
    }
    milliseconds += value * PARTS[/** @type {keyof typeof PARTS} */ (name)];
  }
  return milliseconds;
}

/**
 * Return the query of what is wanted, with its question mark; empty for nothing.
 *
 * @param {object} wanted
 * @returns {string}
 */
function spellQuery(wanted) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined) query.append(name, spellValue(name, value));
  }
  const text = query.toString();
  return text && `?${text}`;
}

/**
 * @param {string} name
 * @param {any} value
 */
function spellValue(name, value) {
  if (name === 'timeout') return spellSpan(value);
  return types.isDate(value) ? spellMoment(value) : String(value);
}

/**
 * Read the line that tells where an emulator is; undefined as long as it is not there.
 *
 * @param {string} said
 */
function readyLine(said) {
  const line = /^READY (https:\S+) (http:\S+).*\r?\n/m.exec(said);
  return line ? { httpsUrl: line[1], httpUrl: line[2] } : undefined;
}

module.exports = { spellMoment, spellSpan, spellQuery, readyLine };
