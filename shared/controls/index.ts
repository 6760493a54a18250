import type { AnyControl } from '../model/control.ts';
import { blockPublicAccess } from './block-public-access.ts';
import { defaultEncryption } from './default-encryption.ts';
import { tlsOnly } from './tls-only.ts';

/**
 * Every control. EventBridge patterns, IAM policy, Config rules, settings and docs are derived from
 * this list; controls of one facet are judged in this order, each on what the one before wanted.
 */
export const CONTROLS = [
  defaultEncryption,
  tlsOnly,
  blockPublicAccess,
] as const satisfies readonly AnyControl[];
