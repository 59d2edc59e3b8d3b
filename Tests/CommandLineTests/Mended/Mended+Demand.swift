/// What is drawn: counts, mixes, dispersion, the same futures whatever is asked of them, and numbers past counting.

import Foundation

extension MendedFault {
  static let demand: [MendedFault] = [
    MendedFault(
      "Dollars a day of a count have the count's mean",
      planted: "a word made from a normal number has no last bits"
    ) { trial in
      let use = try trial.usage("spend: {law: poisson, count: 1.2, size: $10, per: day}")
      // 365 days of 1.2 requests of $10; variance 100 a request.
      return abs(use.mean - 4_380) < 4 * (43_800.0 / use.futures).squareRoot() ? nil : "mean \(use.mean)"
    },
    MendedFault(
      "Fast mode is a share of all requests, beside those in batches",
      planted: "fast mode is a share of what is not sent in batches"
    ) { trial in
      // $6 a request, $3 in a batch, $12 in fast mode: 50 % and 50 % make $7.50; 31 days of 1 are $232.50.
      let use = try trial.usage(
        """
        requests: 1 per day
            models: claude-opus-5-5
            tokens: {input: 1M, output: 100k}
            batch: 50%
            fast: 50%
        """, horizon: "31 days")
      let error = (31 * (9.0 + 144) / 2 / use.futures).squareRoot()
      return abs(use.mean - 232.5) < 4 * error ? nil : "mean \(use.mean)"
    },
    MendedFault(
      "A workload of several models is as dispersed as stated beside a plan for one of them",
      planted: "the models of a mix are dispersed apart"
    ) { trial in
      let use = try trial.usage(
        """
        requests: 40 per day
            models: {claude-opus-5-5: 50%, claude-sonnet-5-5: 50%}
            tokens: {input: 100k, output: 10k}
            dispersion: 8
        """, horizon: "20 days",
        plans: "  scoped: {buy: {credit: $500, validity: 1 year, models: claude-opus-5-5}}\n")
      // $0.60 and $0.30 a request; per step lambda (E X^2 + 7 (E X)^2).
      let variance = 800 * (0.225 + 7 * 0.2025)
      let found = use.error * use.error * use.futures
      return abs(found / variance - 1) < 0.12 ? nil : "variance \(found), not \(variance)"
    },
    MendedFault(
      "A plan alone lives the futures that it lives beside one for some models only",
      planted: "a mix is drawn as its plans divide it"
    ) { trial in
      try trial.folder.write("s.yaml", Trial.scenario(mixed, plans: scoped))
      let alone = try trial.usage(of: "lotwise simulate s.yaml --plan all --paths 200 --format json")
      let beside = try trial.usage(of: "lotwise compare s.yaml --paths 200 --quick --format json")
      return alone.mean == beside.mean ? nil : "\(alone.mean) alone, \(beside.mean) beside another"
    },
    MendedFault(
      "A future past counting is named, and nothing wraps", planted: "demand wraps past 2^62"
    ) { trial in
      try trial.folder.write(
        "s.yaml",
        Trial.scenario(
          "spend: {law: fixed, mean: $2000000, per: day}\n    growth: {monthly: 0%, volatility: 150%}",
          horizon: "2 years"))
      let seen = try trial.shell("lotwise compare s.yaml --paths 300 --quick")
      return seen.status == 1 && seen.errors.contains("asks for more than a ledger can count")
        ? nil : "exit \(seen.status): \(seen.output.prefix(200))\(seen.errors.prefix(300))"
    },
    MendedFault(
      "Demand whose mean is past counting is refused by check",
      planted: "demand past counting passes the check"
    ) { trial in
      try trial.folder.write(
        "s.yaml",
        Trial.scenario(
          "spend: {law: fixed, mean: $10, per: day}\n    growth: {monthly: 50%}", horizon: "5 years"))
      let seen = try trial.shell("lotwise check s.yaml")
      return seen.status == 1 && seen.errors.contains("counts to $4.6 billion") ? nil : "exit \(seen.status)"
    },
    MendedFault(
      "A prompt law with a p90 far out is read and simulated", planted: "a prompt that no integer holds"
    ) { trial in
      let use = try trial.usage(
        """
        requests: 3 per day
            models: claude-opus-5-5
            tokens: {input: {median: 600, p90: 50M}, output: 500}
        """, horizon: "30 days")
      return use.mean > 0 ? nil : "no usage"
    },
    MendedFault(
      "An answer law whose mean no model can answer is refused with its place",
      planted: "answers past every window pass the check"
    ) { trial in
      try trial.folder.write(
        "s.yaml",
        Trial.scenario(
          """
          requests: 3 per day
              models: claude-opus-5-5
              tokens: {input: 5k, output: {median: 600, p90: 500k}}
          """))
      let seen = try trial.shell("lotwise check s.yaml")
      return seen.status == 1 && seen.errors.contains("s.yaml:9:") && seen.errors.contains("the mean answer")
        ? nil : "exit \(seen.status): \(seen.errors.prefix(300))"
    },
  ]

  private static let mixed = """
    requests: 40 per day
        models: {claude-opus-5-5: 50%, claude-sonnet-5-5: 50%}
        tokens: {input: 100k, output: 10k}
    """
  private static let scoped = "  scoped: {buy: {credit: $500, validity: 1 year, models: claude-opus-5-5}}\n"
}

extension Trial {
  /// A scenario of one workload, and the plan `all` beside any others.
  static func scenario(_ workload: String, horizon: String = "365 days", plans: String = "") -> String {
    """
    lotwise: 1
    title: trial
    start: 2026-12-01
    horizon: \(horizon)
    workloads:
      use:
        \(workload)
    plans:
      all: {buy: {credit: $4000000, validity: 3 years}}
    \(plans)
    """
  }

  struct Usage {
    var mean: Double
    var error: Double
    var futures: Double
  }

  /// What the futures of such a scenario use, at list price.
  func usage(
    _ workload: String, horizon: String = "365 days", plans: String = "", paths: Int = 4_000
  ) throws -> Usage {
    try folder.write("s.yaml", Trial.scenario(workload, horizon: horizon, plans: plans))
    return try usage(of: "lotwise compare s.yaml --paths \(paths) --quick --format json")
  }

  func usage(of command: String) throws -> Usage {
    let seen = try shell(command + " 2>/dev/null")
    // A program that stopped has written none.
    let json = try? JSONSerialization.jsonObject(with: Data(seen.output.utf8)) as? [String: Any]
    guard let demand = json?["demand"] as? [String: Any], let futures = json?["paths"] as? Int else {
      return Usage(mean: .nan, error: .nan, futures: 1)
    }
    func number(_ key: String) -> Double { (demand[key] as? String).flatMap(Double.init) ?? .nan }
    // Of single futures, whatever the replicates say of their mean.
    let factor = ((demand["replicates"] as? [String: Any])?["factor"] as? String).flatMap(Double.init) ?? 1
    return Usage(
      mean: number("mean"), error: number("std_error") * factor.squareRoot(), futures: Double(futures))
  }
}
