// Node's HTTP/2 module through a tunnel of its own making: `node_http2_client.cjs BASE`.
'use strict';

const crypto = require('crypto');
const http = require('http');
const http2 = require('http2');
const tls = require('tls');

const base = new URL(process.argv[2]);
const proxy = new URL(process.env.https_proxy);

const ask = (session, method, path, body) => new Promise((resolve, reject) => {
  const stream = session.request({ ':method': method, ':path': path });
  const parts = [];
  let status;
  stream.on('response', (fields) => { status = fields[':status']; });
  stream.on('data', (part) => parts.push(part));
  stream.on('error', reject);
  stream.on('end', () => {
    const sum = crypto.createHash('sha256').update(Buffer.concat(parts)).digest('hex');
    console.log('exchange', method, path, status, sum);
    resolve();
  });
  stream.end(body);
});

const tunnel = http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: base.host });
tunnel.once('connect', (answer, socket) => {
  const secure = tls.connect({ socket, servername: base.hostname, ALPNProtocols: ['h2'] }, async () => {
    const session = http2.connect(base, { createConnection: () => secure });
    await ask(session, 'GET', '/bytes/150000');
    await ask(session, 'POST', '/digest', Buffer.alloc(200000, 9));
    await Promise.all([...Array(100).keys()].map((number) => ask(session, 'GET', `/bytes/${2000 + number}`)));
    session.close();
  });
});
tunnel.end();
