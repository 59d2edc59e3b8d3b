import Demand
import Glibc
import ScenarioFile
import Scenario
import Simulation
import Testing

@Suite struct Smoke {
  static func now() -> Double {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9
  }

  @Test(arguments: ["reseller-or-official"])
  func flagship(_ name: String) throws {
    let file = try Scenarios.read(path: "scenarios/\(name).yaml")
    let scenario = file.scenario
    let t0 = Smoke.now()
    var simulation = try Simulation(scenario, seed: 1)
    let t1 = Smoke.now()
    var f = DemandPath(); for p in 0..<4000 { simulation.draw(p, &f) }
    let t2 = Smoke.now()
    print(name, "setup", t1 - t0, "demand us", (t2 - t1) / 4000 * 1e6)
    for k in scenario.plans.indices {
      var one = try Simulation(scenario, plans: [k], seed: 1)
      let t3 = Smoke.now()
      try one.run(upTo: 1000, threads: 1)
      print(scenario.plans[k].name, (Smoke.now() - t3) / 1000 * 1e6)
    }
    try simulation.run(upTo: 30000, threads: 1)
  }
}
