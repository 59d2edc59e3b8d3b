/// Faults that an attacker, or a careless neighbour, met: results that were tampered with, files that are not what they
/// seem, descriptors that are closed, memory that is short, several writers at once.

import Foundation

extension MendedFault {
  static let attack: [MendedFault] = [
    MendedFault(
      "A result with a negative count is refused with its place", planted: "counts of a result unchecked"
    ) { trial in
      try trial.tampered(from: #""paths": 20000,"#, to: #""paths": -5,"#, place: "paths: this is outside")
    },
    MendedFault(
      "A result whose quantiles fall is refused with its place", planted: "orders of a result unchecked"
    ) { trial in
      try trial.tampered(
        from: #""least": "#, to: #""least": "8999999999", "was": "#, place: "the quantiles are not in order")
    },
    MendedFault(
      "A card that a link leads out of the folder to is not read", planted: "links followed anywhere"
    ) { trial in
      try trial.link("card.yaml", to: "private.yaml", holding: "secret: 5f1d")
      let seen = try trial.shell(
        "printf 'lotwise: 1\\nstart: 2026-01-01\\nrates: card.yaml\\n' > in/a.yaml; lotwise check in/a.yaml")
      if seen.errors.contains("5f1d") { return "it quotes the file: \(seen.errors)" }
      return seen.errors.contains("in/a.yaml:3:8: error: 'card.yaml' leads outside the folder")
        ? nil : seen.errors
    },
    MendedFault(
      "A file of requests that a link leads out of the folder to is not read",
      planted: "links followed anywhere"
    ) {
      trial in
      try trial.link("usage.csv", to: "private.csv", holding: "secret,5f1d\\n1,2")
      let seen = try trial.shell(
        "printf 'lotwise: 1\\nstart: 2026-01-01\\nrequests file: usage.csv\\n' > in/a.yaml; lotwise check in/a.yaml"
      )
      if seen.errors.contains("secret") { return "it quotes the file: \(seen.errors)" }
      return seen.errors.contains("in/a.yaml:3:16: error: 'usage.csv' leads outside the folder")
        ? nil : seen.errors
    },
    MendedFault(
      "A named pipe is refused, in a folder left out, and an open one is read", planted: "named pipes read"
    ) { trial in
      let seen = try trial.shell(
        """
        mkdir s; cp '\(Program.root.path)/scenarios/rules/allowance/'*.yaml s; mkfifo s/z.yaml pipe.json
        timeout 60 lotwise check s/z.yaml; echo "check $?" >&2; timeout 60 lotwise report pipe.json; echo "report $?" >&2
        timeout 60 lotwise verify s; echo "verify $?" >&2
        lotwise check <(printf 'lotwise: 1\\nstart: 2026-01-01\\n'); echo "open $?" >&2
        timeout 60 lotwise check /dev/zero; echo "device $?" >&2
        """)
      let wanted = [
        "this is a named pipe", "check 1", "report 1", "'s/z.yaml' is no regular file", "verify 0", "open 0",
        "this is a device",
      ]
      return wanted.first { !seen.errors.contains($0) }.map { "no '\($0)' in: \(seen.errors)\(seen.output)" }
    },
    MendedFault(
      "Notes are not written into a file whose number standard error had", planted: "closed descriptors taken"
    ) { trial in
      try trial.folder.write("usage.csv", "at,amount\n2026-01-02,$1\n")
      try trial.folder.write(
        "a.yaml",
        "lotwise: 1\nstart: 2026-01-01\nlots:\n  first: {credit: $5, at: 2026-01-01}\nrequests file: usage.csv\n"
      )
      let seen = try trial.shell(
        """
        lotwise replay a.yaml --out whole.txt
        lotwise replay a.yaml --out two.txt 2>&-; cmp whole.txt two.txt
        lotwise replay a.yaml --out both.txt 0<&- 2>&-; cmp whole.txt both.txt
        lotwise replay a.yaml --out all.txt 0<&- 1>&- 2>&-; cmp whole.txt all.txt
        lotwise version 1>&- && echo "written to what is closed"
        true
        """)
      return seen.output.isEmpty ? nil : seen.output
    },
    MendedFault("An escape for what does not belong in text is refused", planted: "escapes unchecked") {
      trial in
      var missed: [String] = []
      for code in ["\\uFFFE", "\\uFFFF", "\\x07", "\\x1B", "\\x85", "\\u2028", "\\uFEFF", "\\x7F", "\\0"] {
        try trial.folder.write("a.yaml", "lotwise: 1\nstart: 2026-01-01\ntitle: \"x\(code)\"\n")
        let seen = try trial.shell("lotwise check a.yaml")
        if seen.status != 1 || !seen.errors.contains("a.yaml:3:8: error: the escape for U+") {
          missed.append(code)
        }
      }
      return missed.isEmpty ? nil : "\(missed) are read"
    },
    MendedFault("A report waits until no other one is taking its names", planted: "folders not locked") {
      trial in
      let seen = try trial.shell(
        """
        mkdir r; result='\(Program.root.path)/reports/reseller-or-official/result.json'
        # Held for three times what a report takes here and now, which a report would not wait out otherwise.
        began=$(date +%s%N); lotwise report "$result" --out q; took=$((3 * ($(date +%s%N) - began) / 1000000 + 700))
        [ $took -lt 8000 ] || took=8000
        (flock 9; touch held; sleep $(printf '%d.%03d' $((took / 1000)) $((took % 1000))); ls r/report.html 2>/dev/null
        exec 9>&-) 9<r &
        until [ -e held ]; do sleep 0.01; done
        lotwise report "$result" --out r; wait; ls r/report.html >/dev/null
        """)
      if seen.status != 0 { return seen.errors }
      return seen.output.isEmpty ? nil : "it did not wait"
    },
    MendedFault(
      "Short memory ends in a result or in words"
    ) { trial in
      var silent: [Int] = []
      for limit in [120_000, 180_000, 240_000, 300_000] {
        let seen = try trial.shell(
          "ulimit -v \(limit); timeout -s KILL 60 lotwise compare '\(Program.root.path)/scenarios/indie-sporadic.yaml' --paths 40 "
            + "--quick --threads 1 --quiet")
        let isExplained = seen.status == 0 || seen.status == 1 && seen.errors.contains("not enough memory")
        if !isExplained { silent.append(limit) }
      }
      return silent.isEmpty ? nil : "no words and no result with \(silent) KB"
    },
    MendedFault("Of four reports written to one folder at once one is left, whole") { trial in
      let scenario = Program.root.appendingPathComponent("scenarios/indie-sporadic.yaml").path
      for round in 0..<3 {
        let seen = try trial.shell(
          """
          for seed in 1 2 3 4; do lotwise compare '\(scenario)' --paths 40 --quick --seed $((seed + 4 * \(round))) --quiet --out r & done
          wait; lotwise report r/result.json --out s
          for f in r/*; do cmp $f s/${f#r/}; done; ls r | sort >a; ls s | sort >b; cmp a b; ls -A r | grep tmp; true
          """)
        if !seen.output.isEmpty || !seen.errors.isEmpty { return seen.output + seen.errors }
      }
      return nil
    },
    MendedFault("A chart and futures of an earlier report do not stay beside a new one") { trial in
      let scenario = Program.root.appendingPathComponent("scenarios/indie-sporadic.yaml").path
      let seen = try trial.shell(
        """
        lotwise compare '\(scenario)' --paths 20 --quick --quiet --keep-paths --out r; touch r/cost-and-usage.svg r/mine.txt
        lotwise compare '\(scenario)' --paths 20 --quick --quiet --out r; ls r
        """)
      let names = seen.output.split(separator: "\n")
      return names.contains("paths.csv") || names.contains("cost-and-usage.svg")
        || !names.contains("mine.txt") ? seen.output : nil
    },
  ]
}

extension Trial {
  /// A shipped result with the first occurrence of a text replaced, reported on: nil if it is refused at `place`.
  fileprivate func tampered(from old: String, to new: String, place: String) throws -> String? {
    let path = Program.root.appendingPathComponent("reports/reseller-or-official/result.json")
    var text = try String(contentsOf: path, encoding: .utf8)
    guard let range = text.range(of: old) else { return "the result has no \(old)" }
    text.replaceSubrange(range, with: new)
    try folder.write("r.json", text)
    let seen = try shell("lotwise report r.json --format html >/dev/null")
    if seen.wasKilled || seen.status != 1 { return "it ends with \(seen.status): \(seen.errors)" }
    return seen.errors.contains(place) ? nil : seen.errors
  }

  /// `in/NAME`, a link to a file beside that folder.
  fileprivate func link(_ name: String, to target: String, holding text: String) throws {
    _ = try shell("mkdir -p in; printf '\(text)\\n' > \(target); ln -s ../\(target) in/\(name)")
  }
}
