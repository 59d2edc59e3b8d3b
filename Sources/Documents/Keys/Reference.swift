/// The tables of a document as a page in Markdown: record by record, each key with its form, what stands in for
/// it, what it means and an example; and the quantities that the forms name.

package struct Reference {
  private let document: DocumentSchema

  package init(_ document: DocumentSchema) { self.document = document }

  package var markdown: String {
    var text = "## Every key of a \(document.title)\n"
    for table in document.table.reached(in: document.edition) { text += "\n" + section(of: table) }
    text += "\n### Forms\n\n| form | what it is | examples |\n| --- | --- | --- |\n"
    for quantity in document.quantities {
      let examples = quantity.examples.map { Reference.code($0) }.joined(separator: ", ")
      text += Reference.row([quantity.name, quantity.about, examples])
    }
    return text
  }

  private func section(of table: Table) -> String {
    var text = ""
    if table.title != document.table.title { text += "### \(table.title)\n\n" }
    text += "| key | form | if left out | what it says | example |\n| --- | --- | --- | --- | --- |\n"
    for fact in table.facts(in: document.edition) {
      let examples = fact.examples.map { Reference.code($0) }.joined(separator: ", ")
      text += Reference.row([
        Reference.code(fact.name), words(for: fact.form), standard(of: fact), fact.about, examples,
      ])
    }
    return text
  }

  private func standard(of fact: KeyFact) -> String {
    switch fact.standard {
    case .value(let text): Reference.code(text)
    case .words(let words): words
    case nil: fact.isRequired ? "**needed**" : ""
    }
  }

  private func words(for form: Form) -> String {
    switch form {
    case .quantity(let name): name
    case .pattern: "text"
    case .whole(let range):
      range.upperBound < Int.max
        ? "whole number from \(range.lowerBound) to \(range.upperBound)"
        : "whole number from \(range.lowerBound)"
    case .names(let names): names.map { Reference.code($0) }.joined(separator: ", ")
    case .yesNo: "`yes`, `no`"
    case .nothing: "nothing"
    case .any: "any value"
    case .version: "`1`"
    case .record(let table): "map: \(table.title)"
    case .maps(let item): "by name: " + words(for: item)
    case .list(let item): "list of: " + words(for: item)
    case .anyOf(let forms): forms.map { words(for: $0) }.joined(separator: "; or ")
    case .either: words(for: form.resolved(in: document.edition))
    }
  }

  private static func code(_ text: String) -> String { "`" + text + "`" }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
  }
}
