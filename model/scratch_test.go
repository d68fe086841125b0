package model_test
import ("testing";"errors";"github.com/interleave-go/interleave/model/modeltest")
func TestScratch(t *testing.T){
 for ti,th:=range themes {
  n,lim:=0,0
  for i:=range 20000 { p:=modeltest.Generator(th.cfg).Example(i)
   c,err:=modeltest.Classes(p,modeltest.Options{Limit:3000}); n+=c.Sets
   if errors.Is(err,modeltest.ErrLimit) {lim++;continue}
   if err!=nil { t.Logf("%s %d %v",th.name,i,err); t.Fail(); break } }
  t.Log(ti,th.name,n,lim)
 }
}
