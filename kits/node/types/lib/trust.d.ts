/**
 * Trust an authority in this process, beside those that node knows; return what ends it.
 *
 * @param {string} ca PEM
 * @returns {() => void}
 */
export function trust(ca: string): () => void;
