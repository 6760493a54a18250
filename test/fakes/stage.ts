import { CONTROLS } from '../../shared/controls/index.ts';
import type { Modes } from '../../shared/core/modes.ts';
import type { Report } from '../../shared/core/report.ts';
import type { ApiCallTrigger, Trigger } from '../../shared/model/trigger.ts';
import type { Audience } from '../../shared/notify/alerts.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import type { ReconcileContext, ReconcileServices } from '../../shared/reconcile/services.ts';
import { bucketOf } from '../peers/fixtures.ts';
import { FakeS3 } from './fake-s3.ts';
import { MemoryJournal } from './memory-journal.ts';

const TOPICS = ['alerts', 'chat'];
export const NAME = 'fell-over';
export const SSE_S3 = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
};

const BY_CONFIG: Trigger = {
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
  slowDown: ReconcileServices['slowDown'];
  tell: ReconcileServices['tell'] = async (report, audience) => this.#tell(report, audience);

  constructor(s3 = new FakeS3({ [NAME]: { encryption: SSE_S3 } })) {
    this.s3 = s3;
  }

  reconcile(trigger: Trigger = BY_CONFIG, context: ReconcileContext = {}) {
    return reconcile(
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
      [trigger],
      context,
    );
  }

  /** Looks with CloudTrail's word that an edit was made. */
  reconcileConfirmed(edit: ApiCallTrigger) {
    return this.reconcile(edit, { evidence: { confirmed: [edit], unconfirmed: [] } });
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
  more: Partial<ApiCallTrigger> = {},
): ApiCallTrigger {
  const actor = { type: 'IAMUser', name: 'alice' };
  const time = new Date(timeMs).toISOString();
  return { kind: 'api-call', id: `${call}-${timeMs}`, time, call, actor, ...more };
}

/** A look does not begin in the millisecond in which another one ended. */
export function aMomentLater(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
