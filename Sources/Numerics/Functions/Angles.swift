/// Cosine and sine, from + - * / alone: of fractions of a turn, exact where symmetry says so, and of any angle.

extension Mathematics {
  /// The cosine and sine of k / n of a turn: the octant by whole numbers, so that symmetric points are exactly so.
  public static func circle(_ k: Int, of n: Int) -> (cosine: Double, sine: Double) {
    precondition(n > 0 && n < 1 << 56)
    let turn = ((k % n) + n) % n
    let octant = 8 * turn / n
    let rest = 8 * turn % n
    let part = octant & 1 == 0 ? rest : n - rest
    let (c, s) = firstOctant(0.785_398_163_397_448_3 * (Double(part) / Double(n)))
    switch octant {
    case 0: return (c, s)
    case 1: return (s, c)
    case 2: return (-s, c)
    case 3: return (-c, s)
    case 4: return (-c, -s)
    case 5: return (-s, -c)
    case 6: return (s, -c)
    default: return (c, -s)
    }
  }

  /// Cosine and sine of any angle below 2^20, within 2e-14: the whole quarters of a turn come off in two parts.
  @inlinable
  public static func direction(_ angle: Double) -> (cosine: Double, sine: Double) {
    let turns = nearest(angle * 0x1.45f306dc9c883p-1)
    let rest = (angle - turns * 0x1.921fb544p0) - turns * 0x1.0b4611a626331p-34
    let z = rest * rest
    let s1 = 1.0 / 362_880 + z * (-1.0 / 39_916_800 + z * (1.0 / 6_227_020_800))
    let s = rest + rest * z * (-1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5_040 + z * s1)))
    let c1 = 1.0 / 40_320 + z * (-1.0 / 3_628_800 + z * (1.0 / 479_001_600 - z / 87_178_291_200))
    let c = 1 - z * (0.5 - z * (1.0 / 24 - z * (1.0 / 720 - z * c1)))
    switch Int(turns) & 3 {
    case 0: return (c, s)
    case 1: return (-s, c)
    case 2: return (-c, -s)
    default: return (s, -c)
    }
  }

  /// Cosine and sine up to a quarter of pi.
  private static func firstOctant(_ x: Double) -> (Double, Double) {
    let z = x * x
    let s1 = 1.0 / 362_880 + z * (-1.0 / 39_916_800 + z * (1.0 / 6_227_020_800 - z / 1_307_674_368_000))
    let s = -1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5_040 + z * s1))
    let c2 = 1.0 / 479_001_600 + z * (-1.0 / 87_178_291_200 + z / 20_922_789_888_000)
    let c1 = -1.0 / 720 + z * (1.0 / 40_320 + z * (-1.0 / 3_628_800 + z * c2))
    let half = 0.5 * z
    return ((1 - half) + (((1 - (1 - half)) - half) + z * z * (1.0 / 24 + z * c1)), x + x * z * s)
  }
}
