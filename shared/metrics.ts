/** Where the service's metrics are in CloudWatch: for the functions that send them and the alarms on them. */
export const METRICS = {
  namespace: 'BucketWarden',
  /** Value of the dimension `service`, which every metric has. */
  service: 'bucket-warden',
  /** Seconds since the first try of a message whose look failed once more. */
  retriedMessageAge: 'RetriedMessageAge',
  /** Messages that ended, by the dimension `outcome`. */
  messages: 'Messages',
  /** Sweeps that came to every bucket. */
  sweepsEnded: 'SweepsEnded',
} as const;
