/// Dollars as a scenario states them: what comes of an amount a month, and of a mix of models, in the simulation. Through the
/// text of files, since that is where they are stated.

import Demand
import Documents
import Foundation
import Quantities
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

private let opus = "limited: {buy: {credit: $90000, models: claude-opus-5-5}}"
private let sonnet = "limited too: {buy: {credit: $90000, models: claude-sonnet-5-5}}"
private let all = "all: {buy: $90000}"

private func read(_ workload: String, _ plans: String..., frame: String = "") throws -> Scenario {
  let text =
    "lotwise: 1\nstart: 2026-12-01\n\(frame)workloads: {it: {\(workload)}}\nplans:\n"
    + plans.map { "  \($0)\n" }.joined()
  return try Scenarios.read(bytes: Array(text.utf8), path: "dollars.yaml").scenario
}

/// Nano-dollars of each column in each hour of a future.
private func columns(_ scenario: Scenario, path: Int = 0) throws -> [[Int64]] {
  var scenario = scenario
  scenario.step = TimeSpan.hour
  let simulation = try Simulation(scenario, seed: 11)
  var future = DemandPath()
  simulation.draw(path, &future)
  let steps = Int((scenario.end.seconds - scenario.start.seconds) / TimeSpan.hour)
  return stride(from: 0, to: future.curves.count, by: steps + 1).map { begin in
    (0..<steps).map { future.curves[begin + $0 + 1] - future.curves[begin + $0] }
  }
}

private func sum(_ amounts: some Collection<Int64>) -> Int64 { amounts.reduce(0, +) }

@Suite struct `Dollars a month` {
  /// Of the 365 days from 2026-12-01, a Tuesday, 261 are weekdays: 5/7 of 365.4 days.
  @Test(arguments: ["", ", hours: 09:00-18:00 Europe/Berlin, zone: Europe/Berlin"])
  func `fall on the days that are used, and are what is stated in a year`(_ hours: String) throws {
    let scenario = try read("spend: $400 per month, days: {Sat: 0%, Sun: 0%}\(hours)", all)
    let steps = try columns(scenario)[0]
    let (asked, day) = (sum(steps), Int64(18_398_735_087))
    #expect(asked == day * 261)
    // A year of 365.2425 days has 260.8875 weekdays.
    let yearly = Double(asked) / 1e9 * 260.8875 / 261
    #expect(abs(yearly - 4_800) < 1e-6)
    // 2026-12-05 is a Saturday, whichever the zone.
    #expect(sum(steps[96..<142]) == 0 && sum(steps[72..<96]) > 0)
  }

  @Test func `have their mean whatever the noise`() throws {
    let scenario = try read(
      "spend: $400 per month, days: {Sat: 0%, Sun: 0%}, noise: {daily: 30%, persistence: 50%}, growth: {volatility: 10%}",
      all)
    let run = try simulated(scenario, paths: 4_000)
    #expect(abs(z(run.demand, 18.398735087 * 261)) < 4)
  }

  @Test func `grow by the year as they grow by the month`() throws {
    let scenario = try read(
      "spend: $400 per month, growth: 80% per year", all, frame: "horizon: 24 months\n")
    let steps = try columns(scenario)[0]
    let (first, second) = (sum(steps.prefix(8_760)), sum(steps.dropFirst(8_760).prefix(8_760)))
    // 365 days are a little less than a year.
    #expect(abs(Double(second) / Double(first) - 1.8) < 0.001)
  }
}

@Suite struct `Dollars of several models` {
  static let mix = "models: {claude-sonnet-5-5: 80%, claude-opus-5-5: 20%}"

  @Test func `are paid by what is for each`() throws {
    let noise = "noise: {daily: 30%, persistence: 50%}"
    let scenario = try read("spend: $400 per month, \(noise), \(Self.mix)", opus, all)
    let run = try simulated(scenario, paths: 200)
    let (part, whole) = (run.runs[0].column(.used), run.runs[1].column(.used))
    let blocked = run.runs[0].column(.noCredit)
    #expect(whole == run.demand)
    for path in part.indices {
      // Each of 8,760 steps is rounded once.
      #expect(abs(Double(part[path]) - 0.2 * Double(whole[path])) < 8_760)
      #expect(part[path] + blocked[path] == whole[path])
    }
  }

  /// Thirds leave something to round in every step.
  @Test(arguments: [
    "noise: 40%", "regimes: {a: {level: 1, lasts: 9 days}, b: {level: 30%, lasts: 50 hours}}",
  ])
  func `sum to what one model has, step by step, and no plan changes what another sees`(_ keys: String)
    throws
  {
    let models =
      "models: {claude-sonnet-5-5: 33.3333%, claude-opus-5-5: 33.3333%, claude-haiku-5-5: 33.3334%}"
    let one = try columns(try read("spend: $7.77 per day, \(keys), models: claude-sonnet-5-5", all))
    let shared = try columns(try read("spend: $7.77 per day, \(keys), \(models)", all))
    #expect(shared == one && one.count == 1)
    // In the order of names: haiku, opus, sonnet; where haiku and sonnet are not told apart, theirs is the first column.
    let two = try columns(try read("spend: $7.77 per day, \(keys), \(models)", opus))
    let three = try columns(try read("spend: $7.77 per day, \(keys), \(models)", opus, sonnet))
    #expect(two.count == 2 && three.count == 3)
    for step in one[0].indices {
      #expect(three[0][step] + three[1][step] + three[2][step] == one[0][step])
      #expect(two[0][step] == three[0][step] + three[2][step] && two[1][step] == three[1][step])
      #expect(three.allSatisfy { abs(3 * $0[step] - one[0][step]) < 6 + one[0][step] / 100_000 })
    }
  }

  @Test func `do not depend on the order in which they are stated`() throws {
    let turned = "models: {claude-opus-5-5: 20%, claude-sonnet-5-5: 80%}"
    let stated = try columns(try read("spend: $7.77 per day, \(Self.mix)", opus))
    #expect(try columns(try read("spend: $7.77 per day, \(turned)", opus)) == stated)
  }

  @Test func `are paid at each model's price where one is agreed`() throws {
    let agreed = "agreed: {commitment: {credit: $90000, volume prices: {claude-opus-5-5: 50%}}}"
    let run = try simulated(try read("spend: $400 per month, noise: 30%, \(Self.mix)", agreed), paths: 50)
    // 20 % at half the price.
    for (used, asked) in zip(run.runs[0].column(.used), run.demand) {
      #expect(abs(Double(used) / Double(asked) - 0.9) < 1e-6)
    }
  }

  @Test func `count against a cap of their own`() throws {
    let capped = "capped: {buy: $90000, daily cap: {amount: $1, models: claude-opus-5-5}}"
    let run = try simulated(try read("spend: $10 per day, noise: 0%, \(Self.mix)", capped), paths: 2)
    // Of $2 a day, $1 is served.
    let days = 365.0
    #expect(run.runs[0].column(.dailyCap).allSatisfy { abs(Double($0) / 1e9 - days) < 0.01 })
  }
}

/// The file that the page of scenarios begins with.
@Suite struct `The first file of the page` {
  @Test func `is read without a warning, and simulated`() throws {
    let page = URL(filePath: #filePath).appending(path: "../../../docs/scenario.md").standardizedFileURL
    let parts = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```text\n")
    let text = try #require(parts.dropFirst().first?.components(separatedBy: "```").first)
    let (scenario, warnings) = try Scenarios.read(bytes: Array(text.utf8), path: "first.yaml")
    #expect(warnings.list.isEmpty && scenario.plans.count == 3)
    let run = try simulated(scenario, paths: 2_000)
    #expect(abs(z(run.demand, expected(scenario))) < 4)
    #expect(run.runs[2].column(.noCredit).allSatisfy { $0 == 0 })
  }

  private func expected(_ scenario: Scenario) -> Double {
    let length = Double(scenario.end.seconds - scenario.start.seconds) / 86_400
    return (0..<Int(length)).reduce(0) { sum, day in
      // 2026-12-01 is a Tuesday.
      let isOpen = (day + 1) % 7 < 5
      let months = Double(day) / (365.2425 / 12)
      return isOpen ? sum + 18.398735087 * pow(1.05, months) : sum
    }
  }
}
