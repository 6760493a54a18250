import type { Resource } from '../model/resource.ts';

/** A client of the AWS SDK, or whatever sends commands like one. */
export interface Sender {
  send(command: object): Promise<object>;
}

/** The calls of a facet: the one that reads it, the one that writes it and the one that takes it away. */
export interface FacetCalls<Value> {
  /** Names of the errors that say that it was never configured. */
  readonly notConfigured: readonly string[];
  /** The facet's value; undefined where AWS answers without one. Rejects with the SDK's error. */
  read(client: Sender, resource: Resource): Promise<Value | undefined>;
  /** Writes the whole value. Absent where the service only reads the facet. */
  write?(client: Sender, resource: Resource, value: Value): Promise<unknown>;
  /** Takes the configuration away, as an undo does where there was none before. Absent where nothing can. */
  remove?(client: Sender, resource: Resource): Promise<unknown>;
}
