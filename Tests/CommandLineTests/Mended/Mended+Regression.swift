/// Faults of verify, diff, the formats for CI and FOCUS, of interrupts and of what names may do.

import Foundation

private let replay = """
  lotwise: 1
  title: "##[add-mask]x @octocat https://evil.example"
  start: 2026-01-01
  lots:
    "=HYPERLINK(1)": {credit: $10, at: 2026-01-01, expires: 2026-07-01}
  requests:
    - {at: 2026-06-30, amount: $1}

  """

private func scenario(_ workload: String, _ plans: String, _ more: String = "") -> String {
  "lotwise: 1\nstart: 2026-12-01\nhorizon: 30 days\n\(more)workloads: {w: \(workload)}\nplans:\n\(plans)\n"
}

/// Of a FOCUS file.
private func column(_ name: String, _ outcome: Outcome) -> [String] {
  let rows = outcome.output.components(separatedBy: "\r\n").map { $0.components(separatedBy: ",") }
  guard let place = rows.first?.firstIndex(of: name) else { return [] }
  return rows.dropFirst().filter { $0.count > place }.map { $0[place] }
}

extension MendedFault {
  static let regression: [MendedFault] = figures + hosts + limits

  private static let figures: [MendedFault] = [
    MendedFault(
      "verify fails for a figure of one plan, though chance moved another whose name begins alike",
      planted: "verify tells plans apart by the beginning of a line"
    ) { trial in
      let plan =
        "{auto-reload: {below: $20, add: $50}, seller: {undelivered: 2%}, buy: {credit: $9, source: reseller}}"
      try trial.folder.write(
        "s.yaml", scenario("{spend: {law: lognormal, mean: $20, sd: $15}}", "  x: \(plan)\n  x, big: \(plan)")
      )
      _ = try trial.shell(
        #"""
        lotwise verify --update --paths 64 s.yaml
        sed -i -e 's/^program: .*/program: 0.0.1/' -e '/^    plan x:/,/^    plan x, big:/ s/^\(        paid: \)\$[0-9,.]* \$/\1$100.00 $/' \
          -e '/^    plan x, big:/,$ s/ reloads: [0-9,]*/ reloads: 1/' s.expect.yaml
        """#)
      let outcome = try trial.shell("lotwise verify s.yaml")
      return outcome.status == 3 && outcome.output.contains("plan x, big, reloads: pinned 1")
        ? nil : outcome.output
    },
    MendedFault(
      "diff takes a change of a mix for one cause", planted: "a mix is compared share by share"
    ) { trial in
      let plan = "  p: {auto-reload: {below: $20, add: $50}}"
      func text(_ mix: String) -> String {
        scenario("{requests: 100 per day, models: {\(mix)}, tokens: {input: 8k, output: 500}}", plan)
      }
      try trial.folder.write("a.yaml", text("claude-opus-5-5: 60%, claude-sonnet-5-5: 40%"))
      try trial.folder.write("b.yaml", text("claude-opus-5-5: 70%, claude-sonnet-5-5: 30%"))
      let outcome = try trial.shell("lotwise diff a.yaml b.yaml --paths 64 --format json")
      let causes = try JSON(parsing: outcome.output)["files"]?[0]?["causes"]
      return causes?[0] != nil && causes?[1] == nil ? nil : outcome.output + outcome.errors
    },
    MendedFault(
      "FOCUS bills the trigger that bought a lot, whatever another one is called",
      planted: "FOCUS finds what bought a lot by its name"
    ) { trial in
      try trial.folder.write(
        "s.yaml",
        scenario(
          "{spend: {law: fixed, mean: $5}}",
          "  p: {standing orders: {top up: {buy: $20, every: 2 weeks}, top up daily: {buy: $3, every: 1 day}}}"
        ))
      let outcome = try trial.shell("lotwise simulate s.yaml --plan p --paths 2 --format focus")
      let names = Set(column("CommitmentDiscountName", outcome))
      return names == ["top up", "top up daily"] ? nil : "\(names)\(outcome.errors)"
    },
    MendedFault(
      "in FOCUS credit that was held costs what it cost once, when it is used",
      planted: "FOCUS takes what was held for free"
    ) { trial in
      try trial.folder.write(
        "s.yaml",
        scenario(
          "{spend: {law: fixed, mean: $1}}", "  p: {auto-reload: {below: $20, add: $50}}",
          "account: {holds: {old: {credit: $300, cost: $150, expires: 2028-01-10}}}\n"))
      let outcome = try trial.shell("lotwise simulate s.yaml --plan p --paths 2 --format focus")
      let cost = column("EffectiveCost", outcome).reduce(0) { $0 + (Double($1) ?? .nan) }
      return abs(cost - 15) < 1e-6 ? nil : "\(cost)\(outcome.errors)"
    },
    MendedFault(
      "diff --rev asks the repository that the path lies in", planted: "git believes the environment"
    ) {
      trial in
      try trial.folder.write(
        "s.yaml", scenario("{spend: {law: fixed, mean: $1}}", "  p: {buy: {credit: $9}}"))
      let outcome = try trial.shell(
        """
        commit='git -c user.name=a -c user.email=a@b commit -q -m one'
        git init -q . && git add -A && $commit && mkdir other && cd other && git init -q . && sed 's/\\$9/$99/' ../s.yaml > s.yaml &&
        git add -A && $commit && cd .. && sed -i 's/\\$9/$8/' s.yaml &&
        GIT_DIR=$PWD/other/.git lotwise diff s.yaml --rev HEAD --paths 32
        """)
      return outcome.output.contains("credit: $9 → $8") ? nil : outcome.output + outcome.errors
    },
    MendedFault("diff --rev reads files that the repository would not export") { trial in
      try trial.folder.write(
        "s.yaml", scenario("{spend: {law: fixed, mean: $1}}", "  p: {buy: {credit: $9}}"))
      let outcome = try trial.shell(
        """
        echo '*.yaml export-ignore' > .gitattributes; git init -q . && git add -A &&
        git -c user.name=a -c user.email=a@b commit -q -m one && sed -i 's/\\$9/$8/' s.yaml && lotwise diff s.yaml --rev HEAD --paths 32
        """)
      return outcome.output.contains("credit: $9 → $8") ? nil : outcome.output + outcome.errors
    },
  ]

  private static let hosts: [MendedFault] = [
    MendedFault(
      "verify prints no command of a host but its own annotations",
      planted: "a name begins a line of a job's log"
    ) { trial in
      try trial.folder.write("::stop-commands::x.yaml", replay)
      let outcome = try trial.shell(
        "lotwise verify --update . > /dev/null; sed -i 's/: .10,/: $11,/' *s::x.yaml; lotwise verify . --format github"
      )
      let lines = outcome.output.split(separator: "\n").map { $0.drop(while: \.isWhitespace) }
      let commands = lines.filter { $0.hasPrefix("::") || $0.contains("##[") }
      return outcome.status == 3 && commands.count == 1 && commands[0].hasPrefix("::error file=%3A")
        ? nil : outcome.output + outcome.errors
    },
    MendedFault(
      "in markdown nobody is mentioned and no link lives", planted: "mentions and links live in markdown"
    ) { trial in
      try trial.folder.write("a.yaml", replay)
      let outcome = try trial.shell("lotwise replay a.yaml --format markdown")
      return outcome.output.contains("octocat") && !outcome.output.contains("@octocat")
        && !outcome.output.contains("https://") ? nil : outcome.output + outcome.errors
    },
    MendedFault("a name is no formula in CSV", planted: "formulas go through in CSV") { trial in
      try trial.folder.write("a.yaml", replay)
      let outcome = try trial.shell("lotwise replay a.yaml --format csv")
      return outcome.output.contains(",'=HYPERLINK(1),") && !outcome.output.contains(",=")
        ? nil : outcome.output + outcome.errors
    },
    MendedFault("no argument steers the terminal", planted: "arguments are echoed as they are") { trial in
      let lines = [
        #"$'re\e[2Jplay'"#, #"verify $'no\e[2Jsuch'"#, #"check $'--no\e[2Jsuch'"#, #"replay $'no\e[2Jsuch'"#,
      ]
      for line in lines {
        let outcome = try trial.shell("lotwise \(line)")
        if outcome.status == 0 || outcome.errors.contains("\u{1B}") { return outcome.errors }
      }
      return nil
    },
  ]

  private static let limits: [MendedFault] = [
    MendedFault(
      "an interrupt is heard while tables are made", planted: "an interrupt waits for what is being done"
    ) {
      trial in
      let workloads = (0..<40).map {
        "w\($0): {requests: 9 per hour, models: claude-opus-5-5, tokens: {input: {median: 9k, p90: 40k}, output: {median: 500, p90: 2k}}, dispersion: \($0 + 2)}"
      }.joined(separator: ", ")
      try trial.folder.write(
        "s.yaml",
        "lotwise: 1\nstart: 2026-12-01\nhorizon: 40 years\nstep: 15 min\nworkloads: {\(workloads)}\nplans: {p: {buy: {credit: $9}}}\n"
      )
      // A machine that does other things as well may be late now and then.
      var seen = ""
      for _ in 0..<3 {
        let outcome = try trial.shell(
          """
          set -m; lotwise compare s.yaml & program=$!; worked $program 40; kill -INT $program; began=$(date +%s%N)
          wait $program; status=$?; echo $(( ($(date +%s%N) - began) / 1000000 )); exit $status
          """)
        let milliseconds = Int(outcome.output.split(separator: "\n").first ?? "") ?? .max
        if outcome.status == 130 && milliseconds < 3_000 { return nil }
        seen += "\(outcome.status), \(milliseconds) ms; "
      }
      return seen
    },
    MendedFault(
      "of many combinations of unknown switches a design of few is run",
      planted: "every combination of unknown switches is run"
    ) { trial in
      let reload = "{below: $20, add: $50, trigger: unknown, in flight: unknown, after refusal: unknown}"
      try trial.folder.write(
        "s.yaml",
        scenario(
          "{spend: {law: fixed, mean: $5}}",
          "  p: {disconnects: unknown, auto-reload: {a: \(reload), b: \(reload)}}"))
      let outcome = try trial.shell("lotwise simulate s.yaml --plan p --paths 32 --format json --quiet")
      let rules = try JSON(parsing: outcome.output)["plans"]?[0]?["unknown_rules"]
      guard case .number(let runs)? = rules?["variants"], rules?["combinations"] == .number(128) else {
        return outcome.errors
      }
      return runs <= 16 ? nil : "\(runs) runs"
    },
    MendedFault("check says how many runs unknown switches would take, and what to do") { trial in
      let reload =
        "{below: $20, add: $50, trigger: unknown, in flight: unknown, amount: unknown, after refusal: unknown}"
      let reloads = (0..<40).map { "r\($0): \(reload)" }.joined(separator: ", ")
      try trial.folder.write(
        "s.yaml", scenario("{spend: {law: fixed, mean: $5}}", "  p: {auto-reload: {\(reloads)}}"))
      let outcome = try trial.shell("lotwise check s.yaml")
      return outcome.status == 1
        && outcome.errors.contains("at least 161 runs; the most is 128; state the values of")
        ? nil : outcome.output + outcome.errors
    },
  ]
}
