'use strict';

/*
 * Has names that end in `.localhost` lead to this machine, as RFC 6761 says (6.3) and not every system does: a client
 * of S3 Control puts the account's number in front of its endpoint's host. For Node's `--require`.
 */
const dns = require('node:dns');

const { lookup } = dns;
dns.lookup = (hostname, ...more) =>
  lookup(String(hostname).endsWith('.localhost') ? '127.0.0.1' : hostname, ...more);
