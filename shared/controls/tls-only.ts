import { addStatement } from '../core/policy/add-statement.ts';
import { tlsOnlyStatement } from '../core/policy/canonical.ts';
import { parsePolicy } from '../core/policy/document.ts';
import { plainHttpLeaks, statementsThatCutServicesOff } from '../core/policy/plain-http.ts';
import { describeCutOff, describeLeaks } from '../core/policy/plain-http-words.ts';
import { MAX_POLICY_BYTES, policyBytes } from '../core/policy/size.ts';
import { describeStale, stalePrincipals } from '../core/policy/stale-principals.ts';
import { control } from '../model/control.ts';

/** Every request that did not come over TLS is denied, to the bucket and to its objects. */
export const tlsOnly = control({
  id: 'tls-only',
  title: 'Requests over plain HTTP are denied',
  description:
    'Data and signatures that travel over plain HTTP can be read and altered on the way. ' +
    'A statement that denies all such requests is added to the bucket policy; no other statement is touched. ' +
    'Forms that are certain to deny them count as well, also with AWS services left out by ' +
    '`aws:PrincipalIsAWSService`; of those that hit AWS services too, a warning is given.',
  severity: 'high',
  modes: { essential: 'enforce', recommended: 'enforce', strict: 'enforce' },
  kind: 'bucket',
  reads: ['policy'],
  writes: ['policy'],
  configRules: ['S3_BUCKET_SSL_REQUESTS_ONLY'],
  findings: ['S3.5'],

  judge({ policy }, { resource: bucket }) {
    if (policy.state === 'absent') {
      const wanted = addStatement(undefined, tlsOnlyStatement(bucket));
      return {
        status: 'noncompliant',
        reason: 'there is no bucket policy',
        desired: { policy: wanted },
      };
    }
    const before = policy.value;
    const parsed = parsePolicy(before);
    if (!parsed.ok) {
      const detail = `The bucket policy cannot be understood: ${parsed.error}.`;
      return {
        status: 'blocked',
        reason: 'the bucket policy is malformed',
        obstacle: { kind: 'policy-malformed', detail },
      };
    }
    const leaks = plainHttpLeaks(parsed.document, bucket);
    if (leaks.length === 0) {
      const warning = describeCutOff(statementsThatCutServicesOff(parsed.document, bucket));
      return { status: 'compliant', ...(warning !== undefined && { warning }) };
    }
    const reason = describeLeaks(leaks);
    const stale = stalePrincipals(parsed.document);
    if (stale.length > 0) {
      return {
        status: 'blocked',
        reason,
        obstacle: { kind: 'stale-principal', detail: describeStale(stale) },
      };
    }
    const wanted = addStatement(before, tlsOnlyStatement(bucket, parsed.document));
    const size = policyBytes(wanted);
    if (size > MAX_POLICY_BYTES) {
      const detail = `The bucket policy has ${policyBytes(before)} bytes and would have ${size} with the statement added; S3 takes ${MAX_POLICY_BYTES}.`;
      return { status: 'blocked', reason, obstacle: { kind: 'policy-too-large', detail } };
    }
    return { status: 'noncompliant', reason, desired: { policy: wanted } };
  },
});
