// Loaded only where the environment holds no credentials, which in Lambda it always does.
const NEVER_LOADED = [
  ...['ini', 'login', 'process', 'sso', 'web-identity', 'http'].map(
    (provider) => `@aws-sdk/credential-provider-${provider}`,
  ),
  '@smithy/credential-provider-imds',
];

/** How the functions are bundled, in esbuild's words: for the stack, and for what is measured against it. */
export const BUNDLING = {
  target: 'node24',
  minify: true,
  // The SDK's CommonJS builds are 1.4 times the size.
  mainFields: ['module', 'main'],
  external: NEVER_LOADED,
};
