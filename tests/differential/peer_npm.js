// SPDX-License-Identifier: BSD-2-Clause
// npm's mailauth as a peer: one JSON object a line in, one a line out.
//
//	node peer_npm.js FOLDER-WITH-node_modules
//
//	{"dmarc": TEXT}  gives  the tags as an object, or false
//	{"dkim": TEXT}   gives  {"bits": N, "type": NAME}, or {"error": CODE}
'use strict';

const path = require('node:path');
const readline = require('node:readline');
const crypto = require('node:crypto');

const top = path.resolve(process.argv[2], 'node_modules/mailauth/lib');
const getDmarcRecord = require(path.join(top, 'dmarc/get-dmarc-record'));
const { getPublicKey } = require(path.join(top, 'tools'));

async function dkim(text) {
    try {
        const found = await getPublicKey('DKIM', 'x', 1, async () => [[text]]);
        return { bits: found.modulusLength || 256,
            type: crypto.createPublicKey(found.publicKey).asymmetricKeyType };
    } catch (error) {
        return { error: error.code || String(error) };
    }
}

async function main() {
    for await (const line of readline.createInterface({ input: process.stdin })) {
        const asked = JSON.parse(line);
        const answer = 'dmarc' in asked
            ? await getDmarcRecord('example.org', async () => [[asked.dmarc]])
            : await dkim(asked.dkim);
        process.stdout.write(JSON.stringify(answer) + '\n');
    }
}

main();
