/// A module that Node loads first, for the versions that do not read proxy variables themselves.
///
/// Both `fetch` and the `http` and `https` modules go through tunnels of the proxy, in which it reads plain HTTP too.
/// Requests to the proxy itself, as libraries send them that read the variables, are left alone.
enum NodePreload {
    static let source = #"""
        // Written by Sluice: sends this process's requests through the proxy of SLUICE_PROXY.
        'use strict';

        const [major, minor] = process.versions.node.split('.').map(Number);
        const isBuiltIn = major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);

        if (process.env.SLUICE_PROXY && !isBuiltIn) {
          const http = require('http');
          const https = require('https');
          const net = require('net');
          const tls = require('tls');
          const proxy = new URL(process.env.SLUICE_PROXY);
          const proxyHost = proxy.hostname.replace(/^\[|\]$/g, '');

          const isProxy = (host, port) => Number(port) === Number(proxy.port) && (host === proxyHost || host === 'localhost');

          // Hands over a socket on which the server is reached, with TLS where that is wanted.
          const connect = (host, port, secure, done) => {
            host = host.replace(/^\[|\]$/g, '');
            const start = (socket) => {
              if (!secure) return done(null, socket);
              const servername = secure.servername || (net.isIP(host) ? '' : host);
              const wrapped = tls.connect({ ...secure, socket, servername });
              wrapped.once('error', done);
              wrapped.once('secureConnect', () => {
                wrapped.removeListener('error', done);
                done(null, wrapped);
              });
            };
            if (isProxy(host, port)) {
              const socket = net.connect({ host, port });
              socket.once('error', done);
              socket.once('connect', () => {
                socket.removeListener('error', done);
                start(socket);
              });
              return;
            }
            const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
            const request = http.request({
              host: proxyHost, port: proxy.port, method: 'CONNECT', path: target, headers: { Host: target }, agent: false,
            });
            request.once('error', done);
            request.once('connect', (response, socket, head) => {
              if (response.statusCode !== 200) {
                socket.destroy();
                return done(new Error(`the proxy answered ${response.statusCode} to CONNECT ${target}`));
              }
              if (head.length) socket.unshift(head);
              start(socket);
            });
            request.end();
          };

          const tunneling = (Base, isSecure) => class extends Base {
            createConnection(options, done) {
              if (options.socketPath) return super.createConnection(options, done);
              connect(options.host || 'localhost', options.port, isSecure && options, done);
            }
          };
          http.globalAgent = new (tunneling(http.Agent, false))({ keepAlive: true, timeout: 5000 });
          https.globalAgent = new (tunneling(https.Agent, true))({ keepAlive: true, timeout: 5000 });

          // The dispatcher of the fetch built in, which appears with the first of its classes.
          const key = Symbol.for('undici.globalDispatcher.1');
          if (typeof globalThis.Response === 'function' && globalThis[key]) {
            const Agent = globalThis[key].constructor;
            globalThis[key] = new Agent({
              connect: ({ hostname, port, protocol, servername }, done) => {
                const isSecure = protocol === 'https:';
                const number = port || (isSecure ? 443 : 80);
                connect(hostname, number, isSecure && { servername, ALPNProtocols: ['http/1.1'] }, done);
              },
            });
          }
        }

        """#
}
