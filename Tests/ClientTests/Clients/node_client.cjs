// Node's own clients, as `sluice run` sets them up: `node_client.cjs BASE`.
'use strict';

const crypto = require('crypto');
const https = require('https');

const base = process.argv[2];
const tell = (method, path, status, body) => {
  console.log('exchange', method, path, status, crypto.createHash('sha256').update(body).digest('hex'));
};

const request = (method, path, body) => new Promise((resolve, reject) => {
  const sent = https.request(base + path, { method }, (answer) => {
    const parts = [];
    answer.on('data', (part) => parts.push(part));
    answer.on('error', reject);
    answer.on('end', () => {
      tell(method, path, answer.statusCode, Buffer.concat(parts));
      resolve();
    });
  });
  sent.on('error', reject);
  sent.end(body);
});

const load = async (method, path, body) => {
  const answer = await fetch(base + path, { method, body });
  tell(method, path, answer.status, Buffer.from(await answer.arrayBuffer()));
};

(async () => {
  for (const ask of [request, load]) {
    await ask('GET', '/bytes/100000');
    await ask('GET', '/chunked/50000');
    await ask('GET', '/until-close/50000');
    await ask('POST', '/digest', Buffer.alloc(150000, 7));
    await Promise.all([...Array(20).keys()].map((number) => ask('GET', `/bytes/${3000 + number}`)));
  }
})();
