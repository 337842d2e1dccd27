import sys,re
out=sys.argv[1]; sec=None; res=[]; seen=set()
for l in sys.stdin.read().split('\n'):
    if l.startswith('## '): sec=l; seen=set(); res.append(l); continue
    if not l.strip(): continue
    if sec is None: res.append(l.strip()); continue
    items=[x.strip() for x in l.split(';')] if sec.startswith('## terms') else [l.rstrip()]
    for i in items:
        if i and i not in seen: seen.add(i); res.append(i)
open(out,'w',encoding='utf-8').write('\n'.join(res)+'\n')
