/// `lotwise schema`: the JSON Schema of a format, with which editors complete keys and other programs check
/// files, and the same as a page for people: what lotwise reads (the tables of keys in Sources/ScenarioFile/Keys) and
/// the results that it writes (Sources/Results/File/ResultSchema.swift, Sources/Results/Optimum/OptimumSchema.swift,
/// Sources/Results/Forecast/ForecastSchema.swift, Sources/Results/Outlook/OutlookJSON.swift).

import Documents
import Formats
import Results
import ScenarioFile

private enum Subject: String, CaseIterable {
  case scenario, replayCase = "case", rateCard = "card", suite, result, optimum, forecast, backtest,
    hindsight, runway,
    quote

  /// Nil: not a file that lotwise reads.
  var format: FileFormat? { FileFormat(rawValue: rawValue) }
}

private enum Form: String, CaseIterable { case json, markdown }

private let of = Option(
  "--of", value: "FORMAT", choice: Subject.self, summary: "what the schema describes")
private let format = Option(
  "--format", value: "FORM", choice: Form.self,
  summary: "a JSON Schema, or a page of every key with its default and its meaning")

let schemaCommand = Command(
  name: "schema", summary: "the JSON Schema of a file's format, or of a result",
  options: [of, format],
  examples: [
    Command.Example(
      line: "lotwise schema --out scenario.schema.json",
      shows: "beside a file that begins with\n      # yaml-language-server: $schema=scenario.schema.json"),
    Command.Example(line: "lotwise schema --of case", shows: "of replay cases; card: of rate cards"),
    Command.Example(
      line: "lotwise schema --of case --format markdown", shows: "every key of a replay case, as a page"),
    Command.Example(
      line: "lotwise schema --of result",
      shows: "of what `compare --format json` writes; optimum: of a search's"),
  ]
) { invocation throws(Stop) in
  var out = ByteBuffer()
  let subject = invocation.choice(of, as: Subject.self)
  switch (subject.format, invocation.choice(format, as: Form.self)) {
  case (nil, .markdown): throw invocation.usage("a result has no page of keys, only a JSON Schema")
  case (nil, .json):
    switch subject {
    case .optimum: OptimumSchema().write(into: &out)
    case .forecast: ForecastSchema.forecast.write(into: &out)
    case .backtest: ForecastSchema.backtest.write(into: &out)
    case .hindsight: ForecastSchema.hindsight.write(into: &out)
    case .runway: OutlookSchema.runway.write(into: &out)
    case .quote: OutlookSchema.quote.write(into: &out)
    default: ResultSchema().write(into: &out)
    }
  case (let file?, .markdown): out.append(text: file.reference)
  case (let file?, .json):
    var json = JSONWriter()
    json.schema(nil, file.schema)
    out.append(json.finish())
  }
  try invocation.put(&out)
}

extension JSONWriter {
  fileprivate mutating func schema(_ key: String?, _ value: SchemaValue) {
    switch value {
    case .object(let pairs): object(key) { json in for (name, value) in pairs { json.schema(name, value) } }
    case .array(let items): array(key) { json in for item in items { json.schema(nil, item) } }
    case .string(let text): string(key, text)
    case .number(let count): number(key, count)
    case .bool(let isTrue): bool(key, isTrue)
    }
  }
}
