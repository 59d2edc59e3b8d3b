/// The shrinker, on faults planted in the auditor: what is left of a random case is what the fault needs.

import Ledger
import Testing

struct ShrinkerTests {
  /// The most requests, and the most lots, triggers and caps together, that a fault needs to be seen.
  @Test(arguments: [
    (PlantedFault.expiresOneSecondLate, 0, 1),
    (.newestWinsTies, 1, 2),
    (.debtIsNeverRepaid, 1, 2),
    (.overdrawsAtZero, 1, 0),
    (.capRefusesEquality, 1, 2),
    (.servedCapIgnoresEquality, 2, 2),
    (.yearIs365Days, 0, 1),
    (.taxJoinsTheCredit, 0, 1),
    (.personIgnoresTransit, 0, 1),
    (.belowFiresAtEquality, 0, 3),
    (.multiplesStopAtThreshold, 0, 1),
    (.limitRefusesEquality, 0, 2),
    (.withdrawalSparesOtherLots, 0, 3),
    (.laterCapsAreLookedAt, 3, 4),
  ])
  func `a case shrinks to what its fault needs`(fault: PlantedFault, requests: Int, parts: Int) throws {
    func fails(_ random: AuditCase) -> Bool {
      guard let honest = try? random.audited(), let faulty = try? random.audited(fault: fault) else {
        return false
      }
      return honest != faulty
    }
    let seed = try #require((1...PlantedFaultTests.cases).first { fails(RandomCase.make(seed: $0)) })
    let small = Shrinker(fails: fails).shrunk(RandomCase.make(seed: seed))
    let text = CaseText.yaml(small, title: fault.rawValue)
    #expect(fails(small))
    #expect(small.demands.count <= requests, "\(text)")
    #expect(small.partCount <= parts, "\(text)")
    #expect(text.hasPrefix("lotwise: 1\ntitle: \(fault.rawValue)\nstart: "))
  }

  @Test func `a case that does not fail is left as it is`() {
    let random = RandomCase.make(seed: 7)
    let same = Shrinker { _ in false }.shrunk(random)
    #expect(same.plan == random.plan)
    #expect(same.demands == random.demands)
  }
}
