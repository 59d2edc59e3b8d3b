/// `lotwise schema`: the JSON Schema of a format, with which editors complete keys and other programs check
/// files: what lotwise reads (the schema is data, in Sources/ScenarioFile/Schema, and written here) and the result
/// that it writes (Sources/Reports/Comparison/ResultSchema.swift).

import Documents
import Reports
import ScenarioFile

private enum Format: String, CaseIterable {
  case scenario, replayCase = "case", rateCard = "card", suite, result

  /// Nil: not a file that lotwise reads.
  var document: Schema.Document? { Schema.Document(rawValue: rawValue) }
}

private let of = Option(
  "--of", value: "FORMAT", choice: Format.self, summary: "what the schema describes")

let schemaCommand = Command(
  name: "schema", summary: "the JSON Schema of a file's format, or of a result",
  options: [of],
  examples: [
    Command.Example(
      line: "lotwise schema --out scenario.schema.json",
      shows: "beside a file that begins with\n      # yaml-language-server: $schema=scenario.schema.json"),
    Command.Example(line: "lotwise schema --of case", shows: "of replay cases; card: of rate cards"),
    Command.Example(
      line: "lotwise schema --of result", shows: "of what `compare --format json` writes, for a program"),
  ]
) { invocation throws(Stop) in
  var out = ByteBuffer()
  if let document = invocation.choice(of, as: Format.self).document {
    var json = JSONWriter()
    json.schema(nil, Schema.document(document))
    out.append(json.finish())
  } else {
    ResultSchema().write(into: &out)
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
