/// What a value looks like in a file, as data: what JSON Schema and the reference page are made from. A form
/// knows texts, names and keys; what depends on two values at once only the reader knows.

/// What a document may leave open. A replay is closed: all in it is certain. A scenario is open: a switch may
/// be unknown, a delay random. Tables that both share mark what only one of them has.
package enum Edition: Sendable { case closed, open }

package indirect enum Form: Sendable {
  /// One of the document's quantities, by name.
  case quantity(String)
  /// Text in this form; where `orNumber`, a bare number too.
  case pattern(String?, orNumber: Bool)
  case whole(ClosedRange<Int>)
  case names([String])
  case yesNo
  /// The key alone.
  case nothing
  /// Whatever another key takes, which the file names.
  case any
  case version
  case record(Table)
  /// By name.
  case maps(Form)
  case list(Form)
  case anyOf([Form])
  case either(closed: Form, open: Form)
}

extension Form {
  package static let text = Form.pattern(nil, orNumber: true)

  package static var money: Form { .quantity("money") }
  package static var price: Form { .quantity("price") }
  package static var instant: Form { .quantity("instant") }
  package static var span: Form { .quantity("span") }
  package static var share: Form { .quantity("share") }
  package static var tokens: Form { .quantity("tokens") }
  package static var zone: Form { .quantity("zone") }
  package static var hours: Form { .quantity("hours") }
  package static var number: Form { .quantity("number") }

  package static func oneOrList(_ item: Form) -> Form { .anyOf([item, .list(item)]) }

  /// In an open document also `unknown`.
  package var orUnknown: Form {
    switch self {
    case .names(let names): .either(closed: self, open: .names(names + ["unknown"]))
    case .anyOf(let forms) where !forms.isEmpty: .anyOf([forms[0].orUnknown] + forms.dropFirst())
    default: .either(closed: self, open: .anyOf([self, .names(["unknown"])]))
    }
  }

  /// As it is in one edition.
  package func resolved(in edition: Edition) -> Form {
    if case .either(let closed, let open) = self { edition == .open ? open : closed } else { self }
  }
}
