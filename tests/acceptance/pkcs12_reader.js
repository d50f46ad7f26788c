// Reads a PKCS #12 under the null password with node-forge and tells what is in it as JSON. Argument: the file.
'use strict';
const fs = require('fs');
const forge = require('node-forge');

const data = forge.asn1.fromDer(fs.readFileSync(process.argv[2]).toString('binary'));
const found = forge.pkcs12.pkcs12FromAsn1(data);
const bags = (type) => found.getBags({ bagType: type })[type];
const keys = bags(forge.pki.oids.pkcs8ShroudedKeyBag);
const certificates = bags(forge.pki.oids.certBag);
console.log(JSON.stringify({
  keys: keys.length,
  certificates: certificates.length,
  same: keys[0].key.n.equals(certificates[0].cert.publicKey.n),
}));
