/*
 * Stryker takes all of `{ … } as const` for a type and mutates nothing inside, which is most of a
 * control. This takes the assertions off each file's tree before Stryker walks it, and ignores nothing.
 */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'type-assertions',
    value: {
      shouldIgnore(path) {
        if (path.isProgram()) path.traverse({ TSAsExpression: withoutAssertion });
        return undefined;
      },
    },
  },
];

function withoutAssertion(path) {
  path.replaceWith(path.node.expression);
}
