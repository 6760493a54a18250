/*
 * Loaded when it is first needed, by `import()`: most functions never ask CloudTrail anything. What is not named here is
 * left out of the bundle.
 */
export { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
