/// The engine against the auditor over random cases: every lot, total and count, the cash by month, which
/// lots paid each request, and whether the journal sums to them. As many cases as suffice to notice every planted fault;
/// `make soak` runs millions.

import Testing

struct DifferentialTests {
  @Test func `the engine and the auditor agree on every random case`() {
    RandomTrials("the engine and the auditor agree", cases: PlantedFaultTests.cases).run { random, _ in
      try differenceOfEngineAndAuditor(random)
    }
  }
}
