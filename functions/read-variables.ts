import * as v from 'valibot';

/**
 * What the stack tells a function by environment variables.
 * @throws where a variable is missing, with the names of all that are: a function that was deployed by halves must not start.
 */
export function readVariables<Output>(
  schema: v.GenericSchema<unknown, Output>,
  variables: Readonly<Record<string, string | undefined>>,
): Output {
  const result = v.safeParse(schema, variables);
  if (result.success) return result.output;
  const missing = result.issues.map((issue) => v.getDotPath(issue)).join(', ');
  throw new Error(`missing environment variables: ${missing}; deploy the stack again`);
}
