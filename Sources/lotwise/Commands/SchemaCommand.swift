/// `lotwise schema`: the JSON Schema of a format, with which editors complete keys and other programs check
/// files. The schema itself is data (Sources/ScenarioFile/Schema); here it is written.

import Reports
import ScenarioFile

private let of = Option(
  "--of", value: "FORMAT", choice: Schema.Document.self, summary: "what the schema describes")

let schemaCommand = Command(
  name: "schema", summary: "the JSON Schema of a file's format, for editors",
  options: [of],
  examples: [
    Command.Example(
      line: "lotwise schema --out scenario.schema.json",
      shows: "beside a file that begins with\n      # yaml-language-server: $schema=scenario.schema.json"),
    Command.Example(line: "lotwise schema --of case", shows: "of replay cases; card: of rate cards"),
  ]
) { invocation throws(Stop) in
  var json = JSONWriter()
  json.schema(nil, Schema.document(invocation.choice(of, as: Schema.Document.self)))
  var buffer = json.finish()
  try invocation.put(&buffer)
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
