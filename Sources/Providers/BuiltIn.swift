/// The providers that are compiled in. A new one is a folder beside this file, its name in Package.swift, and
/// here an import and a line of the list. Each is read once, and only when it is asked for.

import Pricing
import Synchronization
import anthropic

extension Provider {
  /// The first is the one that a file means that names none.
  private static let folders: [Folder] = [
    Folder("anthropic") { anthropic.tables }
  ]

  private final class Folder: Sendable {
    let name: String
    private let tables: @Sendable () -> [String: [UInt8]]
    private let read = Mutex<Provider?>(nil)

    init(_ name: String, tables: @escaping @Sendable () -> [String: [UInt8]]) {
      self.name = name
      self.tables = tables
    }

    /// A test reads all of them, so that a broken table never reaches a user.
    var provider: Provider {
      read.withLock { known in
        if let known { return known }
        do throws(ProviderError) {
          let provider = try Provider(tables: tables())
          precondition(provider.name == name, "the card of the folder \(name) is called \(provider.name)")
          known = provider
          return provider
        } catch {
          preconditionFailure("the provider \(name) is not valid: \(error)")
        }
      }
    }
  }

  public static let standard = folders[0].provider

  public static let names: [String] = folders.map(\.name)

  /// Nil: no provider that is compiled in.
  public static func named(_ name: String) -> Provider? { folders.first { $0.name == name }?.provider }
}

extension RateCard {
  /// The card of the provider that a file means that names none.
  public static var builtIn: RateCard { Provider.standard.card }
}
