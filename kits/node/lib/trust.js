'use strict';
// How does a client that takes no authority trust an emulator that was started after node was? NODE_EXTRA_CA_CERTS is
// read once, when node starts; so contexts that name no authority of their own are given one more.

const tls = require('node:tls');

/**
 * Trust an authority in this process, beside those that node knows; return what ends it.
 *
 * @param {string} ca PEM
 * @returns {() => void}
 */
function trust(ca) {
  const before = tls.createSecureContext;
  let trusted = true;
  /** @param {import('node:tls').SecureContextOptions} [options] */
  const trusting = (options) => {
    const made = before(options);
    if (trusted && !options?.ca) made.context.addCACert(ca);
    return made;
  };
  tls.createSecureContext = trusting;
  return () => {
    trusted = false;
    // Somebody may have put a layer above ours, which then has nothing to do.
    if (tls.createSecureContext === trusting) tls.createSecureContext = before;
  };
}

module.exports = { trust };
