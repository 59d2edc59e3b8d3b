/// A large value that nobody changes any more, by reference: a copy of it in every loop would count the references of all the
/// arrays in it.

final class Held<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
