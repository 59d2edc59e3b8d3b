/// The generator is strong enough: each mistake that can be planted in the auditor is noticed, when it is
/// compared with the honest one, within few random cases.

import Testing

struct PlantedFaultTests {
  static let cases: UInt64 = 20_000

  @Test func `every planted fault is noticed`() {
    var unnoticed = Set(PlantedFault.allCases)
    var slowest = (fault: "", seed: UInt64(0))
    for seed in 1...Self.cases where !unnoticed.isEmpty {
      let random = RandomCase.make(seed: seed)
      guard let honest = try? random.audited() else { continue }
      for fault in PlantedFault.allCases where unnoticed.contains(fault) {
        if let faulty = try? random.audited(fault: fault), faulty == honest { continue }
        unnoticed.remove(fault)
        slowest = (fault.rawValue, seed)
      }
    }
    #expect(unnoticed.map(\.rawValue).sorted() == [])
    let count = PlantedFault.allCases.count
    print("\(count) planted faults, the last (\(slowest.fault)) noticed by seed \(slowest.seed)")
  }
}
