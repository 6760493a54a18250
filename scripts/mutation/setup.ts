import fc from 'fast-check';

// Under mutation: the same inputs for each mutant, and no time spent on shrinking what fails.
fc.configureGlobal({ seed: 20_261_121, endOnFailure: true });
