import Testing

/// The generator is strong enough: every planted fault is noticed within few cases.
struct PlantedFaultTests {
  static let cases: UInt64 = 20_000

  @Test func `every planted fault of the auditor is noticed`() throws {
    var unnoticed = Set(PlantedFault.allCases)
    var noticed: [(fault: PlantedFault, cases: UInt64)] = []
    for seed in 1...Self.cases where !unnoticed.isEmpty {
      let plan = RandomCase.make(seed: seed)
      guard let honest = try? plan.audited() else { continue }
      for fault in PlantedFault.allCases where unnoticed.contains(fault) {
        if let faulty = try? plan.audited(fault: fault), faulty == honest { continue }
        unnoticed.remove(fault)
        noticed.append((fault, seed))
      }
    }
    #expect(unnoticed.map(\.rawValue).sorted() == [])
    print(noticed.suffix(10))
  }
}
