import sys,os
slug,path=sys.argv[1:3]
f='/tmp/tagger/corpus/classes/%s.txt'%slug
S={};cur=None
def add(k,x):
    L=S.setdefault(k,[])
    if x and x not in L:L.append(x)
if os.path.exists(f):
    for l in open(f,encoding='utf8').read().split('\n')[1:]:
        if l.startswith('## '):cur=l[3:];S.setdefault(cur,[])
        elif l.strip():add(cur,l)
cur=None;buf=[]
def flush():
    global buf
    t='\n'.join(buf).strip('\n');buf=[]
    if not t.strip():return
    if t.startswith('//') or t.startswith('## '):print('BAD START',t[:60]);return
    add(cur,t.replace('\\','\\\\').replace('\n','\\n').replace('\t','\\t'))
for l in sys.stdin.read().split('\n'):
    if l.startswith(('@@ terms','@@ templates','@@ prompts')):flush();cur=l[3:].strip();S.setdefault(cur,[])
    elif cur is None:continue
    elif cur.startswith('terms'):
        for t in l.split(' | '):add(cur,t.strip().strip('|').strip())
    elif cur.startswith('templates'):
        if l.startswith('//') or l.startswith('## '):print('BAD',l[:50])
        else:add(cur,l.strip())
    elif l=='%%':flush()
    else:buf.append(l)
flush()
order=['en','zh','ru','es','ja','de','fr','pt','ko','th','it','nl','pl','tr','vi','id','ar','hi','uk','zh-Hant']
with open(f,'w',encoding='utf8') as o:
    o.write('path: %s\n'%path)
    for kind in('terms','templates','prompts'):
        for g in order:
            L=S.pop(kind+' '+g,None)
            if L:o.write('## %s %s\n'%(kind,g)+'\n'.join(L)+'\n')
if S:print('LEFT',list(S))
