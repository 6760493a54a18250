import type { Audience } from '../../shared/aws/alerts.ts';
import { look } from '../../shared/aws/look.ts';
import type { LookContext, LookServices } from '../../shared/aws/look-services.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import type { ApiCallCause, Cause } from '../../shared/core/cause.ts';
import type { Modes } from '../../shared/core/modes.ts';
import type { Report } from '../../shared/core/report.ts';
import { FakeS3 } from '../peers/fake-s3.ts';
import { bucketOf } from '../peers/fixtures.ts';
import { MemoryJournal } from './memory-journal.ts';

const TOPICS = ['alerts', 'chat'];
export const NAME = 'fell-over';
export const SSE_S3 = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
};

const BY_CONFIG: Cause = {
  kind: 'config-evaluation',
  id: 'e-1',
  time: '2026-11-21T00:00:00.000Z',
  ruleName: 'b',
};

/** A service with its own S3, journal and topics; what each topic heard is what was changed. */
export class Stage {
  readonly journal = new MemoryJournal();
  readonly heard: Record<string, string[]> = { alerts: [], chat: [] };
  readonly deaf = new Set<string>();
  s3: FakeS3;
  modes: Modes = { 'default-encryption': 'enforce', 'tls-only': 'enforce' };
  slowDown: LookServices['slowDown'];
  tell: LookServices['tell'] = async (report, audience) => this.#tell(report, audience);

  constructor(s3 = new FakeS3({ [NAME]: { encryption: SSE_S3 } })) {
    this.s3 = s3;
  }

  look(cause: Cause = BY_CONFIG, context: LookContext = {}) {
    return look(
      {
        s3: () => this.s3.client,
        journal: this.journal,
        controls: CONTROLS,
        settings: { controls: this.modes, encryption: { minimum: 'SSE-KMS' } },
        slowDown: this.slowDown,
        leaseMs: 60_000,
        tell: this.tell,
      },
      bucketOf(NAME),
      [cause],
      context,
    );
  }

  /** Looks with CloudTrail's word that an edit was made. */
  lookConfirmed(edit: ApiCallCause) {
    return this.look(edit, { evidence: { confirmed: [edit], unconfirmed: [] } });
  }

  states(): string[] {
    return [...this.journal.entries.values()]
      .map(({ change, state, alert }) => `${change.facet} ${state} ${alert}`)
      .sort();
  }

  #tell(report: Report, { only = TOPICS, except = [] }: Audience): string[] {
    const audience = TOPICS.filter((topic) => only.includes(topic) && !except.includes(topic));
    for (const topic of audience) {
      if (this.deaf.has(topic)) continue;
      const changed = report.changes.map(({ facet }) => facet);
      const found = report.results.filter(({ status }) => ['blocked', 'audited'].includes(status));
      this.heard[topic]?.push([...changed, ...found.map(({ control }) => control)].join(' '));
    }
    return audience.filter((topic) => this.deaf.has(topic));
  }
}

/** A call by alice, as CloudTrail tells it. */
export function byAlice(
  call: string,
  timeMs: number,
  more: Partial<ApiCallCause> = {},
): ApiCallCause {
  const actor = { type: 'IAMUser', name: 'alice' };
  const time = new Date(timeMs).toISOString();
  return { kind: 'api-call', id: `${call}-${timeMs}`, time, call, actor, ...more };
}

/** A look does not begin in the millisecond in which another one ended. */
export function aMomentLater(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
