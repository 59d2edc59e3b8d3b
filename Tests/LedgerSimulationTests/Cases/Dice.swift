/// The generator's dice: SplitMix64 (Steele, Lea, Flood 2014). A case is a pure function of one printed seed.

struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func roll() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(roll() % UInt64(range.count))
  }

  mutating func chance(_ percent: Int) -> Bool { int(1...100) <= percent }

  mutating func pick<T>(_ choices: [T]) -> T { choices[int(0...choices.count - 1)] }

  mutating func shuffled<T>(_ items: [T]) -> [T] {
    var items = items
    for i in items.indices.dropLast() { items.swapAt(i, int(i...items.count - 1)) }
    return items
  }
}
