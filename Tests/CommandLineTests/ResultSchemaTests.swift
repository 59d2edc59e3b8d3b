/// `lotwise schema --of result` against results of every kind: all that is written is stated, and all that is stated is
/// written by one of them. Another program's validator agrees (needs `.venv-peers`, see SchemaTests.swift).

import Foundation
import Testing

/// A comparison that would take minutes, interrupted a second after it began to work; later if nothing was there by then. With
/// job control the shell leaves SIGINT to background jobs.
let interrupted = """
  set -m; file=$(mktemp); trap 'rm -f $file' EXIT; status=0
  for seconds in 1 4 16; do
    lotwise compare scenarios/reseller-or-official.yaml --paths 10000000 --format json > $file & program=$!
    worked $program 50; sleep $seconds; kill -INT $program; wait $program || status=$?
    if [ -s $file ]; then break; fi
  done
  cat $file; test $status = 130 #
  """

/// What makes results differ in shape: unknown switches, resellers, one plan, a single future, a signal.
private let kinds: [(name: String, line: String)] = [
  ("unknown switches and a reseller", "lotwise compare scenarios/stacked-lots.yaml --paths 300"),
  ("control variates", "lotwise compare scenarios/reseller-or-official.yaml --paths 2000 --seed 7"),
  ("one plan", "lotwise simulate scenarios/reseller-or-official.yaml --plan auto-reload --paths 300"),
  ("one future", "lotwise compare scenarios/claude-code-team.yaml --paths 1"),
  ("interrupted", interrupted),
  (
    "a precision that was asked for",
    "lotwise compare scenarios/reseller-or-official.yaml --quick --until-half-width 100"
  ),
  ("another currency", "lotwise simulate scenarios/agency-four-months.yaml --plan 'all at once' --paths 50"),
  (
    "gates, patience and refunds",
    "f=$(mktemp); trap 'rm -f $f' EXIT; sed 's/^left over:.*/left over: {refunded: 80%}/' scenarios/indie-sporadic.yaml > $f; "
      + "lotwise compare $f --paths 50"
  ),
  ("variants", "lotwise compare scenarios/questions/another-model-mix.yaml --quick --paths 300"),
  ("unknown numbers", "lotwise compare scenarios/questions/a-number-nobody-knows.yaml --quick --paths 2000"),
  ("alerts", "lotwise compare scenarios/questions/when-must-the-alert-ring.yaml --quick --paths 300"),
]

/// Each is run once.
private let results = Result {
  try kinds.map { kind in
    let outcome = try Program.shell(kind.line + " --format json")
    #expect(outcome.status == 0, "\(kind.line): \(outcome.errors)")
    return outcome.output
  }
}

private func result(_ kind: Int) throws -> String { try results.get()[kind] }

private let stated = Result { try Program.run("schema", "--of", "result").output }

private func validated(_ text: String) throws -> Validator {
  var validator = Validator(try JSON(parsing: stated.get()))
  validator.validate(try JSON(parsing: text))
  return validator
}

struct ResultSchemaTests {
  @Test("results of every kind agree with the schema, and together they have every member of it")
  func agrees() throws {
    var seen: Set<String> = []
    var stated: Set<String> = []
    for (index, kind) in kinds.enumerated() {
      let validator = try validated(result(index))
      #expect(validator.faults == [], "\(kind.name)")
      seen.formUnion(validator.seen)
      stated = validator.stated
    }
    #expect(stated.count > 90)
    #expect(stated.subtracting(seen).sorted() == [], "no result has these; take them out of the schema")
  }

  @Test("an interrupted result says so and has the futures there were")
  func interrupted() throws {
    let json = try JSON(parsing: result(4))
    #expect(json["interrupted"] == .bool(true) && json["paths_asked"] == .number(10_000_000))
    guard case .number(let paths)? = json["paths"] else {
      Issue.record("paths is no number")
      return
    }
    #expect(paths >= 256 && paths < 10_000_000)
    #expect(json["plans"]?[0]?["measures"]?["paid"]?["futures"] == .number(paths))
  }

  /// One text in place of another, once; and what must then be wrong.
  private static let spoilt: [(String, String, String)] = [
    ("\"paths\":", "\"pahts\":", "lacks 'paths'"), ("\"lotwise/result/2\"", "\"lotwise/result/1\"", "is not"),
    ("\"seed\": \"7\"", "\"seed\": 7", "seed"),
    ("\"interrupted\": false", "\"interrupted\": \"no\"", "is string"),
    ("\"unit\": \"dollars\"", "\"unit\": \"euros\"", "is not in"),
    ("\"futures\": 2000", "\"futures\": -1", "below"),
    ("\"controls\":", "\"more\": 1, \"controls\":", "has 'more'"),
    ("\"total_cost\":", "\"total_costs\":", "is not in"),
    ("\"std_error\": \"", "\"std_error\": \"~", "has not the form"),
    ("\"source\": \"official\"", "\"source\": \"autoReload\"", "is not in"),
  ]

  @Test("a wrong name, type, value or an additional member is refused")
  func refuses() throws {
    let good = try result(1)
    for (is_, put, message) in Self.spoilt {
      let text = good.replacing(is_, with: put, maxReplacements: 1)
      #expect(text != good, "\(is_)")
      #expect(try validated(text).faults.joined().contains(message), "\(put)")
    }
  }

  @Test("another validator says the same", .enabled(if: hasValidator, noValidator))
  func peer() throws {
    let folder = try TemporaryFolder()
    try folder.write("schema.json", stated.get())
    var good: [String] = []
    for index in kinds.indices {
      try folder.write("\(index).json", result(index))
      good.append(folder.path("\(index).json"))
    }
    let words = ["--schemafile", folder.path("schema.json")]
    let outcome = try Program.run(schemaValidator, words + good)
    #expect(outcome.status == 0, "\(outcome.output)")
    let text = try folder.text("1.json")
    var bad: [String] = []
    for (index, (is_, put, _)) in Self.spoilt.enumerated() {
      bad.append(folder.path("bad-\(index).json"))
      try folder.write("bad-\(index).json", text.replacing(is_, with: put, maxReplacements: 1))
    }
    let refused = try Program.run(schemaValidator, words + bad)
    #expect(refused.status == 1)
    for file in bad { #expect((refused.output + refused.errors).contains(file + "::"), "\(file)") }
  }
}
