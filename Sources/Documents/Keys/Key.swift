/// A key of a record, stated once: its name, the shape of its value (which knows how to read it, what it looks
/// like and how it is written), what stands in for it, and one sentence about it. Readers ask for it, the JSON
/// Schema, the reference page and `--explain` are made from it, and writers write by it.
///
///     static let below = Key("below", .money, "Reload when the balance is below this.")
///     let threshold = reload.take(Keys.autoReload.below)
///
/// Which of the types a key has says how it is read:
///
/// - `Key`: it may be left out; `take` gives nil then;
/// - `RequiredKey`: only `need` reads it;
/// - `DefaultKey`: `take` gives what stands in for it;
/// - `RecordKey`: one record or several;
/// - `NodeKey`: the reader takes the value apart by itself;
/// - `StrayKey`: belongs elsewhere, and the reader says where.

import Quantities

/// What is known of any key.
package struct KeyFact: Sendable {
  /// What stands in where the key is not there.
  package enum Standard: Sendable, Equatable {
    /// A value, in the notation of the file.
    case value(String)
    /// What it depends on, in words.
    case words(String)

    package var text: String {
      switch self {
      case .value(let text), .words(let text): text
      }
    }
  }

  package let name: String
  package let form: Form
  /// A sentence.
  package let about: String
  package let standard: Standard?
  package let examples: [String]
  package let isRequired: Bool
  /// Nil: in every document that has the record.
  package var edition: Edition?
  /// Nothing that a file may state.
  package var isStray = false
  /// Below it any single value may be a range: a list of values, or a record of this table.
  package var ranges: Table?

  init(
    _ name: String, _ form: Form, _ about: String, _ standard: Standard? = nil, _ examples: [String] = [],
    isRequired: Bool = false
  ) {
    self.name = name
    self.form = form
    self.about = about
    self.standard = standard
    self.examples = examples
    self.isRequired = isRequired
  }
}

package protocol StatedKey: Sendable {
  var fact: KeyFact { get set }
  /// What stands in for it, written by its shape, and the same read and written once more: alike, unless the two
  /// ways of the shape disagree. Nil for what has no value of its own, or is never written.
  var rewritten: (once: String, twice: String)? { get }
}

extension StatedKey {
  package var name: String { fact.name }
  package var rewritten: (once: String, twice: String)? { nil }

  /// The same key, but only in documents of one edition.
  package func only(_ edition: Edition) -> Self {
    var key = self
    key.fact.edition = edition
    return key
  }
}

extension RecordKey {
  /// The same key, below which any single value may be a range.
  package func withRanges(_ table: Table) -> RecordKey {
    var key = self
    key.fact.ranges = table
    return key
  }
}

/// May be left out. `absent` says in words what stands in then.
package struct Key<Value: Sendable>: StatedKey {
  package var fact: KeyFact
  package let shape: Shape<Value>

  package init(
    _ name: String, _ shape: Shape<Value>, _ about: String, absent: String? = nil, like examples: String...
  ) {
    self.shape = shape
    fact = KeyFact(name, shape.form, about, absent.map { .words($0) }, examples)
  }
}

package struct RequiredKey<Value: Sendable>: StatedKey {
  package var fact: KeyFact
  package let shape: Shape<Value>

  package init(_ name: String, _ shape: Shape<Value>, _ about: String, like examples: String...) {
    self.shape = shape
    fact = KeyFact(name, shape.form, about, nil, examples, isRequired: true)
  }
}

/// May be left out; `standard` is then its value, in the notation of the file.
package struct DefaultKey<Value: Sendable>: StatedKey {
  package var fact: KeyFact
  package let shape: Shape<Value>
  package let text: String
  package let value: Value

  package init(
    _ name: String, _ shape: Shape<Value>, _ about: String, default standard: String, like examples: String...
  ) {
    self.shape = shape
    text = standard
    value = shape.standard(standard)
    fact = KeyFact(name, shape.form, about, .value(standard), examples)
  }

  package var rewritten: (once: String, twice: String)? {
    guard let write = shape.write, let parse = shape.parse else { return nil }
    let once = write(value).scalar
    return (once, (try? parse(once)).map { write($0).scalar } ?? "")
  }
}

/// One record or several.
package struct RecordKey: StatedKey {
  package var fact: KeyFact
  let records: Records
  package var table: Table { records.table }

  package init(
    _ name: String, _ records: Records, _ about: String, absent: String? = nil, isRequired: Bool = false,
    like examples: String...
  ) {
    self.records = records
    fact = KeyFact(
      name, records.form, about, absent.map { .words($0) }, examples, isRequired: isRequired)
  }
}

/// Its value is taken apart by the reader, which looks at the node; the form says what it may be.
package struct NodeKey: StatedKey {
  package var fact: KeyFact

  package init(
    _ name: String, _ form: Form, _ about: String, absent: String? = nil, like examples: String...
  ) {
    fact = KeyFact(name, form, about, absent.map { .words($0) }, examples)
  }

  package init(required name: String, _ form: Form, _ about: String, like examples: String...) {
    fact = KeyFact(name, form, about, nil, examples, isRequired: true)
  }

  /// The first key of every file.
  package static func version(_ name: String) -> NodeKey {
    NodeKey(
      required: name, .version, "The version of the file's format, which is 1; this key comes first.")
  }
}

/// A key that people write here and that belongs elsewhere: `problem` goes on after its name.
package struct StrayKey: StatedKey {
  package var fact: KeyFact
  let problem: String
  let remedy: String

  package init(_ name: String, _ problem: String, _ remedy: String) {
    fact = KeyFact(name, .text, "")
    fact.isStray = true
    self.problem = problem
    self.remedy = remedy
  }
}

// MARK: Records

/// How records stand under a key.
package struct Records: Sendable {
  enum Count { case one, named, list, oneOrNamed, oneOrList, namedLists, listOrNamed }

  let count: Count
  let table: Table
  /// What a single value in the place of a record says.
  var short: Shorthand?

  /// One.
  package static func one(_ table: Table, short: Shorthand? = nil) -> Records {
    Records(count: .one, table: table, short: short)
  }
  /// By name.
  package static func named(_ table: Table) -> Records { Records(count: .named, table: table) }
  package static func list(_ table: Table) -> Records { Records(count: .list, table: table) }
  /// One, or several by name.
  package static func oneOrNamed(_ table: Table) -> Records { Records(count: .oneOrNamed, table: table) }
  /// One, or a list of them.
  package static func oneOrList(_ table: Table, short: Shorthand? = nil) -> Records {
    Records(count: .oneOrList, table: table, short: short)
  }
  /// By name one, or a list of them.
  package static func namedLists(_ table: Table) -> Records { Records(count: .namedLists, table: table) }
  /// A list, or by name; one may stand alone.
  package static func listOrNamed(_ table: Table, short: Shorthand? = nil) -> Records {
    Records(count: .listOrNamed, table: table, short: short)
  }

  var form: Form {
    let record = Form.record(table)
    // A record, or the single value that stands for one.
    let one = short.map { [$0.form, record] } ?? [record]
    let item = short == nil ? record : Form.anyOf(one)
    switch count {
    case .one: return item
    case .named: return .maps(record)
    case .list: return .list(record)
    case .oneOrNamed: return .anyOf([record, .maps(record)])
    case .namedLists: return .maps(.oneOrList(record))
    case .listOrNamed: return .anyOf(one + [.list(item), .maps(record)])
    case .oneOrList: return .anyOf(one + [.list(item)])
    }
  }
}

extension Node {
  /// Its text; nothing of what is no scalar.
  fileprivate var scalar: String {
    if case .scalar(let text, _) = content { text } else { "" }
  }
}
