'use strict';
// What goes wrong between a test and the emulator.

/** The control API refused; the text is its problem document's. */
class ControlError extends Error {
  /**
   * @param {number} status
   * @param {import('./documents').Problem} problem
   */
  constructor(status, problem) {
    const details = problem.errors ? ` ${JSON.stringify(problem.errors)}` : '';
    super(`${status} ${problem.detail ?? problem.title ?? ''}${details}`.trim());
    this.name = 'ControlError';
    /** Status of the answer. */
    this.status = status;
    /** What the answer said. */
    this.problem = problem;
  }
}

/** What a test waited for did not come; the text tells the nearest misses. */
class Unmet extends Error {
  /** @param {import('./documents').Problem} problem */
  constructor(problem) {
    super(explained(problem));
    this.name = 'Unmet';
    /** The entries that came nearest, and in what they differ. */
    this.nearest = problem.nearest ?? [];
  }
}

/** A command to a clock did not run to its end; `advance` tells how far it came. */
class Halted extends Error {
  /** @param {import('./documents').AdvanceDocument} advance */
  constructor(advance) {
    const why = advance.why ? `: ${advance.why}` : '.';
    super(`The move of the clock was ${advance.state}${why}${advance.now ? ` The clock is at ${advance.now}.` : ''}`);
    this.name = 'Halted';
    /** The state in which it ended. */
    this.advance = advance;
  }
}

/** @param {import('./documents').Problem} problem */
function explained(problem) {
  const lines = [problem.detail ?? 'What was waited for did not come.'];
  for (const miss of problem.nearest ?? []) {
    const differs = Object.entries(miss.differs)
      .map(([name, pair]) => `${name}: wanted ${shown(pair.wanted)}, found ${shown(pair.found)}`);
    lines.push(`  near miss: ${differs.join('; ')} (${miss.candidate})`);
  }
  if (!problem.nearest?.length) lines.push('  nothing else is in the journal');
  return lines.join('\n');
}

/** @param {unknown} value */
function shown(value) {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

module.exports = { ControlError, Unmet, Halted };
