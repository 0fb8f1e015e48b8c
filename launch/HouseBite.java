import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;

/// Calls every rule of the house and prints `kept` or `broken` with its name: for
/// `guards-bite.sh`, which puts classes that break rules in front of the class path.
public final class HouseBite {
  private HouseBite() {}

  public static void main(String[] words) throws Exception {
    Class<?> house = Class.forName("dev.naosu.HouseTest");
    var constructor = house.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object rules = constructor.newInstance();
    Method[] methods = house.getDeclaredMethods();
    Arrays.sort(methods, Comparator.comparing(Method::getName));
    for (Method rule : methods) {
      if (Arrays.stream(rule.getAnnotations())
          .noneMatch(each -> each.annotationType().getSimpleName().equals("Test"))) {
        continue;
      }
      rule.setAccessible(true);
      try {
        rule.invoke(rules);
        System.out.println("kept " + rule.getName());
      } catch (InvocationTargetException e) {
        System.out.println("broken " + rule.getName());
      }
    }
  }
}
